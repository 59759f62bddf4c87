"""Step 1. Removes the provider of the company.

The sessions that it opened end, and the access tokens of its people; they keep their users, without a way in by it.
"""

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.users.memberships import store as memberships
from handfast.users.sessions import store as sessions


async def remove_provider(context: Context, _: None) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    before = await context.fetch_one(store.provider(tenant_id=tenant_id))
    if before is None:
        return Refused(Reason.NOT_FOUND)
    context.write(
        store.remove_provider(tenant_id=tenant_id),
        sessions.end_of_provider(tenant_id=tenant_id),
        memberships.end_tokens_of_provider(before.issuer, tenant_id=tenant_id),
    )
    return Done(None, [DomainEvent("SSO_REMOVED", tenant_id, Subject("tenant", tenant_id, before.name), {"provider": before.name})])
