"""Who is signed in, for a page that has just been opened."""

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.sessions.opening import SignedIn


async def get_session(context: Context, _: None) -> Done[SignedIn] | Refused:
    caller = context.caller
    account = await context.fetch_one(accounts.account(caller.account))
    if account is None or caller.session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    if caller.kind == "operator":
        return Done(SignedIn(account.id, account.name, account.email, None, caller.session_id))
    member = await context.fetch_one(store.member(caller.user_id, tenant_id=caller.tenant))
    if member is None:
        return Refused(Reason.UNAUTHENTICATED)
    return Done(SignedIn(account.id, member.name, member.email, member, caller.session_id, company_only=caller.company_only))
