"""Removes the app for codes, by its user; or every second factor of somebody who has lost it, by the operator of the server."""

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.limits import store as limits
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.accounts.store import Account
from handfast.users.notices import notify_app_removed, notify_second_factor_removed
from handfast.users.second_factors import store
from handfast.users.second_factors.factors import held_by, take_away
from handfast.users.second_factors.rules import buckets
from handfast.users.sessions.unconfirmed import unconfirmed


async def remove_totp(context: Context, _: None) -> Done[None] | Refused:
    account = await context.fetch_one(accounts.account(context.caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    held = await held_by(context, account.id)
    if not held.totp:
        return Refused(Reason.NOT_FOUND)
    was_last = await take_away(context, account, held)
    if isinstance(was_last, Refused):
        return was_last
    context.write(store.remove(account.id))
    if was_last:
        notify_second_factor_removed(context, account)
        return Done(None, await events_of(context, "SECOND_FACTOR_REMOVED", account))
    notify_app_removed(context, account)
    return Done(None, await events_of(context, "TOTP_REMOVED", account))


async def remove_second_factor_of(context: Context, email: str) -> Done[Account] | Refused:
    """All of them, passkeys too. By the operator, at the machine itself. They must know that it is really its user who asks."""
    account = await context.fetch_one(accounts.by_email(texts.email(email) or ""))
    if account is None:
        return Refused(Reason.NOT_FOUND)
    context.write(limits.forget(buckets(account.id, context.caller.address)[1]))
    held = await held_by(context, account.id)
    if held.factors is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.end(account.id, held.factors.version), store.remove(account.id))
    notify_second_factor_removed(context, account)
    return Done(account, await events_of(context, "SECOND_FACTOR_REMOVED", account))
