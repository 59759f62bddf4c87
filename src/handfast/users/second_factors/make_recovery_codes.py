"""Replaces the recovery codes, for whoever has used most of them or is no longer sure who has seen them."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.notices import notify_recovery_codes_made
from handfast.users.second_factors import store
from handfast.users.second_factors.recovery_codes import new_codes
from handfast.users.sessions.unconfirmed import unconfirmed


async def make_recovery_codes(context: Context, _: None) -> Done[Sequence[Secret]] | Refused:
    account = await context.fetch_one(accounts.account(context.caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    factors = await context.fetch_one(store.factors(account.id))
    if factors is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.change(account.id, factors.version), store.drop_recovery_codes(account.id))
    notify_recovery_codes_made(context, account)
    return Done(new_codes(context, account.id), await events_of(context, "RECOVERY_CODES_MADE", account))
