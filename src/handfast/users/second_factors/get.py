"""Which second factors the caller's account has."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.second_factors import store


@dataclass(frozen=True, slots=True)
class SecondFactors:
    totp_since: int | None
    recovery_codes_left: int


async def get_second_factors(context: Context, _: None) -> Done[SecondFactors]:
    account_id = context.caller.account
    since = await context.fetch_one(store.confirmed_since(account_id))
    left = await context.fetch_one(store.recovery_codes_left(account_id))
    return Done(SecondFactors(since, left or 0))
