"""Who is signed in, for a page that has just been opened."""

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import SignedIn


async def get_session(context: Context, _: None) -> Done[SignedIn] | Refused:
    caller = context.caller
    account = await context.fetch_one(store.account(caller.user_id, tenant_id=caller.tenant))
    if account is None or caller.session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    return Done(SignedIn(account, caller.session_id))
