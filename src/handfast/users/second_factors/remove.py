"""Turns the second factor off: by its user, or by the operator of the server for somebody who has lost it."""

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.limits import store as limits
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.accounts.store import Account
from handfast.users.notices import notify_second_factor_removed
from handfast.users.second_factors import store
from handfast.users.second_factors.rules import buckets
from handfast.users.sessions.unconfirmed import unconfirmed


async def remove_second_factor(context: Context, _: None) -> Done[None] | Refused:
    account = await context.fetch_one(accounts.account(context.caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    return await _remove(context, account)


async def remove_second_factor_of(context: Context, email: str) -> Done[Account] | Refused:
    """By the operator, at the machine itself. They must know that it is really its user who asks."""
    account = await context.fetch_one(accounts.by_email(texts.email(email) or ""))
    if account is None:
        return Refused(Reason.NOT_FOUND)
    context.write(limits.forget(buckets(account.id, context.caller.address)[1]))
    removed = await _remove(context, account)
    return removed if isinstance(removed, Refused) else Done(account, removed.events)


async def _remove(context: Context, account: Account) -> Done[None] | Refused:
    if await context.fetch_one(store.confirmed_since(account.id)) is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.remove(account.id))
    notify_second_factor_removed(context, account)
    return Done(None, await events_of(context, "SECOND_FACTOR_REMOVED", account))
