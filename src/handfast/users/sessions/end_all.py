"""Signs out everywhere: every session of the account ends, in all its companies and including this one, and every access token.

Whoever was signed in by the provider of a company ends what there is of the account in that company.
"""

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.memberships import store as memberships
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passwords.store import KIND as RESET
from handfast.users.sessions import store


async def end_all(context: Context, _: None) -> Done[None] | Refused:
    if context.caller.company_only:
        return await _end_all_here(context)
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


async def _end_all_here(context: Context) -> Done[None]:
    caller = context.caller
    user_id, tenant_id = caller.user_id, caller.tenant
    context.write(
        memberships.end_access_here(user_id, tenant_id=tenant_id),
        store.end_all_of(user_id, tenant_id=tenant_id),
        tokens.end_all_of(user_id, tenant_id=tenant_id),
    )
    return Done(None, [DomainEvent("SIGNED_OUT_EVERYWHERE", tenant_id, Subject("person", user_id, caller.name))])
