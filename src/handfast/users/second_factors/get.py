"""Which second factors the caller's account has."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.passkeys import store as passkeys
from handfast.users.passkeys.rules import rp_id
from handfast.users.passkeys.store import Passkey
from handfast.users.second_factors import store
from handfast.users.second_factors.factors import is_required


@dataclass(frozen=True, slots=True)
class SecondFactors:
    totp_since: int | None
    passkeys: Sequence[Passkey]
    passkeys_available: bool
    required: bool
    recovery_codes_left: int


async def get_second_factors(context: Context, _: None) -> Done[SecondFactors]:
    caller = context.caller
    since = await context.fetch_one(store.totp_since(caller.account))
    left = await context.fetch_one(store.recovery_codes_left(caller.account))
    requirements = await context.fetch_all(store.requirements(caller.account))
    required = any(is_required(one.settings, one.role) for one in requirements)
    if caller.kind == "operator":
        required = required or context.policy.operators_need_second_factor
    own = await context.fetch_all(passkeys.of_account(caller.account))
    return Done(SecondFactors(since, own, rp_id(context.policy.public_url) is not None, required, left or 0))
