"""One service account, by its id or its name."""

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.service_accounts import store
from handfast.users.service_accounts.rules import ServiceAccount


async def find_account(context: Context, named: str) -> Done[ServiceAccount] | Refused:
    accounts = await context.fetch_all(store.accounts(tenant_id=context.caller.tenant))
    wanted = texts.folded(named)
    found = [one for one in accounts if one.id == named] or [one for one in accounts if texts.folded(one.name) == wanted]
    if len(found) == 1:
        return Done(found[0])
    several = "Several service accounts have this name: give the ID of one."
    return Refused(Reason.NOT_FOUND, extra={"detail": several if found else "No service account has this name or ID."})
