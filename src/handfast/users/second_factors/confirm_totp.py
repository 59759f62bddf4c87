"""Step 2. Turns the app on with a first code of it, so that nobody locks themselves out with a secret that their app does not have."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.notices import notify_second_factor_added
from handfast.users.second_factors import store
from handfast.users.second_factors.factors import begin_or_add
from handfast.users.second_factors.rules import buckets
from handfast.users.second_factors.verify import compare_totp
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class FirstCode:
    code: Secret


async def confirm_totp(context: Context, command: FirstCode) -> Done[Sequence[Secret]] | Refused:
    """The recovery codes, to be shown once; none if the account had a factor before."""
    account = await context.fetch_one(accounts.account(context.caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    totp = await context.fetch_one(store.totp(account.id))
    if totp is None:
        return Refused(Reason.NOT_FOUND)
    if totp.is_on:
        return Refused(Reason.SECOND_FACTOR_ON)
    counted = buckets(account.id, context.caller.address)
    if (retry_in := await limits.wait(context.reads, counted, context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    step = compare_totp(context, totp, command.code)
    if step is None:
        context.write(*(limits.spend(bucket, context.now) for bucket in counted))
        return Refused(Reason.WRONG_SECOND_FACTOR)
    context.write(*(limits.has_room(bucket, context.now) for bucket in counted))
    context.write(store.confirm(account.id, totp.sealed, step, context.now))
    codes = await begin_or_add(context, account.id)
    notify_second_factor_added(context, account)
    return Done(codes, await events_of(context, "SECOND_FACTOR_ADDED", account))
