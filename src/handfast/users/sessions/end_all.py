"""Signs out everywhere: every session of the account ends, in all its companies and including this one, and every access token."""

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.memberships import store as memberships
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passwords.store import KIND as RESET
from handfast.users.sessions import store


async def end_all(context: Context, _: None) -> Done[None] | Refused:
    account_id = context.caller.account
    account = await context.fetch_one(accounts.account(account_id))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    context.write(
        accounts.end_sessions(account_id),
        memberships.end_access(account_id),
        store.end_all_of_account(account_id),
        *tokens.end_all_of_account(account_id),
        one_time_tokens.drop_of_account(account_id, RESET),
    )
    return Done(None, await events_of(context, "SIGNED_OUT_EVERYWHERE", account))
