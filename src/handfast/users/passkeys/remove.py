"""Removes one of one's own passkeys. What the authenticator keeps of it signs nobody in any more."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.notices import notify_passkey_removed, notify_second_factor_removed
from handfast.users.passkeys import store
from handfast.users.second_factors.factors import held_by, take_away
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class RemovePasskey:
    id: str


async def remove(context: Context, command: RemovePasskey) -> Done[None] | Refused:
    """NOT_FOUND comes before the question for the password: nobody confirms themselves for nothing."""
    account = await context.fetch_one(accounts.account(context.caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    passkey = await context.fetch_one(store.own(command.id, account.id))
    if passkey is None:
        return Refused(Reason.NOT_FOUND)
    if refused := await unconfirmed(context):
        return refused
    was_last = await take_away(context, account, await held_by(context, account.id))
    if isinstance(was_last, Refused):
        return was_last
    events = await events_of(context, "PASSKEY_REMOVED", account, {"passkey": passkey.name})
    if was_last:  # it goes with the row that all of them hang on
        notify_second_factor_removed(context, account)
        return Done(None, [*events, *await events_of(context, "SECOND_FACTOR_REMOVED", account)])
    context.write(store.remove(passkey.id, account.id))
    notify_passkey_removed(context, account, passkey.name)
    return Done(None, events)
