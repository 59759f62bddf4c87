"""One user of the tenant, by the e-mail address."""

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import User

_NOBODY = "Nobody in this company has this e-mail address."


async def find_user(context: Context, email: str) -> Done[User] | Refused:
    tenant_id = context.caller.tenant
    id = await context.fetch_one(store.by_email(texts.email(email) or "", tenant_id=tenant_id))
    user = await context.fetch_one(store.user(id, tenant_id=tenant_id)) if id is not None else None
    return Done(user) if user is not None else Refused(Reason.NOT_FOUND, extra={"detail": _NOBODY})
