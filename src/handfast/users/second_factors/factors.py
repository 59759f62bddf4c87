"""What every change of an account's factors shares: recovery codes come with the first factor and go with the last."""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.kernel.callers import Role
from handfast.kernel.ids import AccountId, TenantId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts.store import Account
from handfast.users.passkeys import store as passkeys
from handfast.users.second_factors import store
from handfast.users.second_factors.recovery_codes import new_codes
from handfast.users.second_factors.store import Factors
from handfast.users.tenant_settings import parse


async def has_second_factor(context: Context, account_id: AccountId) -> bool:
    return await context.fetch_one(store.factors(account_id)) is not None


class Held(NamedTuple):
    """Which factors an account has; recovery codes are none, since they only stand in for one."""

    factors: Factors | None
    totp: bool
    passkeys: int

    @property
    def number(self) -> int:
        return int(self.totp) + self.passkeys


async def held_by(context: Context, account_id: AccountId) -> Held:
    factors = await context.fetch_one(store.factors(account_id))
    totp = await context.fetch_one(store.totp_since(account_id)) is not None
    return Held(factors, totp, await context.fetch_one(passkeys.count(account_id)) or 0)


async def begin_or_add(context: Context, account_id: AccountId) -> Sequence[Secret]:
    """Recovery codes, to be shown once, for the first factor; none for another one, beside which those of the first stay valid."""
    before = await context.fetch_one(store.factors(account_id))
    if before is None:
        context.write(store.begin(account_id, context.now))
        return new_codes(context, account_id)
    context.write(store.change(account_id, before.version))
    return []


async def take_away(context: Context, account: Account, held: Held) -> bool | Refused:
    """Before one of the factors is removed: whether it is the last one. LAST_SECOND_FACTOR if a company requires that there is one."""
    if held.factors is None:
        return Refused(Reason.NOT_FOUND)
    if held.number > 1:
        context.write(store.change(account.id, held.factors.version))
        return False
    requiring = [one.tenant_name for one in await context.fetch_all(store.requirements(account.id)) if is_required(one.settings, one.role)]
    if requiring:
        return Refused(Reason.LAST_SECOND_FACTOR, extra={"detail": f"{requiring[0]} requires a second factor of you. {_ADD_FIRST}"})
    if account.is_operator and context.policy.operators_need_second_factor:
        return Refused(Reason.LAST_SECOND_FACTOR, extra={"detail": f"This server requires a second factor of its operators. {_ADD_FIRST}"})
    context.write(store.end(account.id, held.factors.version))
    return True


_ADD_FIRST = "Add another one before you remove this one."


def is_required(tenant_settings: str, role: str) -> bool:
    """Whether the company with these settings, as JSON, requires a second factor of its users with this role."""
    return Role(role) in parse(tenant_settings).second_factor_roles


async def lacks_required(context: Context, account_id: AccountId, acts_for: TenantId | None) -> bool:
    """Whether a session of the account that acts for this company, or for the server, may only set a second factor up."""
    if await has_second_factor(context, account_id):
        return False
    if acts_for is None:
        return context.policy.operators_need_second_factor
    return any(
        is_required(one.settings, one.role) for one in await context.fetch_all(store.requirements(account_id)) if one.tenant_id == acts_for
    )
