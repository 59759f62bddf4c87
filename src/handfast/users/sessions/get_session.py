"""Who is signed in, for a page that has just been opened."""

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import SignedIn, account_of


async def get_session(context: Context, _: None) -> Done[SignedIn] | Refused:
    caller = context.caller
    row = await store.account(context.reads, caller.tenant, caller.user_id)
    if row is None or caller.session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    return Done(SignedIn(account_of(row), caller.session_id))
