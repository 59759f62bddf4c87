"""What guessing costs: the budgets of a presented code, the charge for a wrong one, the guards of a right one, and the warnings.

A code that is named (by the QR's token, or by its id) has budgets per source only. A code that is typed alone could be anybody's, so the
whole server has a budget for wrong ones, and so has the tenant that the request names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handfast.ceremonies.pairing import rules, store
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.time import DAY
from handfast.limits import store as limits
from handfast.limits.alarm import alarm
from handfast.limits.rules import (
    GUESS_NETWORK,
    GUESS_NETWORK_DAY,
    GUESS_OFF,
    GUESS_SERVER,
    GUESS_SOURCE,
    GUESS_SOURCE_DAY,
    GUESS_TENANT,
    NAMED_NETWORK,
    NAMED_SOURCE,
    Bucket,
    per_source,
)
from handfast.runner.context import Context
from handfast.users.warnings import mail_warning, note_budget

_SERVER = Bucket(GUESS_OFF, "all")
_ESCALATED = Bucket(GUESS_SERVER, "all")
_OFF = "{count} wrong pairing codes were typed on this server within a day; until it ends, codes can only be scanned, not typed"
_CONFIRM = "{count} wrong pairing codes were typed on this server within a day; until it ends, each typed code needs a manager's approval"
_CONFIRM_HERE = "{count} wrong pairing codes were typed for this company within a day; until it ends, each such code waits for approval"
_GUESSED = "pairing codes"
_ALL_WELL = "Scanned codes work as usual, and none of these attempts let a device in."
_TURN_DOWN = "If a device that none of your people are holding waits for approval, reject it."


@dataclass(frozen=True, slots=True)
class Budget:
    """The buckets that a wrong code counts against, and what was used of them when the code was looked up."""

    sources: Sequence[Bucket]
    tenant: Sequence[Bucket] = ()
    is_typed: bool = False
    used: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def buckets(self) -> list[Bucket]:
        return [*self.sources, _SERVER, *self.tenant] if self.is_typed else [*self.sources]

    def count(self, bucket: Bucket) -> int:
        return self.used.get(bucket.id, (0, 0))[0]


class Escalation(NamedTuple):
    """How far a right typed code can be trusted."""

    is_reached: bool
    """The guessing budget is spent: even a right code needs a manager's approval."""
    unattended: int
    """A redemption needs no approval as long as the server has counted fewer wrong codes than this."""


NO_ESCALATION = Escalation(is_reached=False, unattended=0)


def budget_of(address: str, tenant_id: TenantId | None, *, is_typed: bool) -> Budget:
    """Wrong typed codes have buckets of their own, so that they never block a QR."""
    if not is_typed:
        return Budget(per_source(NAMED_SOURCE, NAMED_NETWORK, address))
    sources = [*per_source(GUESS_SOURCE, GUESS_NETWORK, address), *per_source(GUESS_SOURCE_DAY, GUESS_NETWORK_DAY, address)]
    return Budget(sources, [Bucket(GUESS_TENANT, tenant_id)] if tenant_id else [], is_typed=True)


def exhausted(context: Context, budget: Budget) -> Refused | None:
    """RATE_LIMITED if the source may not try now, TYPED_ENTRY_OFF if the whole server takes no typed codes today."""
    if (wait := limits.longest(budget.used, budget.sources)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if budget.is_typed and rules.typing_is_off(budget.count(_SERVER)):
        context.afterwards(warn, None)
        return Refused(Reason.TYPED_ENTRY_OFF)
    return None


def charge(context: Context, budget: Budget) -> None:
    """Counts a wrong code.

    For a typed one nothing may be read between the comparison and this, so that a right code cannot overtake the wrong ones before it.
    """
    context.write(*(limits.spend(bucket, context.now) for bucket in budget.sources))
    if budget.is_typed:
        context.compared = "wrong"
        context.write(limits.spend(_SERVER, context.now), *(limits.note(bucket, context.now) for bucket in budget.tenant))
        context.afterwards(warn, TenantId(budget.tenant[0].key) if budget.tenant else None)


async def escalation(context: Context, budget: Budget) -> Escalation:
    if not budget.is_typed:
        return NO_ESCALATION
    misses = budget.count(_SERVER)
    pairings = await _pairings_today(context) if misses >= GUESS_SERVER.most else 0
    of_tenant = max((budget.count(bucket) for bucket in budget.tenant), default=0)
    return Escalation(rules.escalated(misses, pairings, of_tenant), rules.unattended_guesses(pairings))


def guard(context: Context, budget: Budget, escalated: Escalation) -> None:
    """Adds the guards without which no answer may reveal that a typed code is right: no budget ran out while it was compared."""
    if not budget.is_typed:
        return
    context.compared = "right"
    context.write(*(limits.has_room(bucket, context.now) for bucket in budget.sources))
    most = GUESS_OFF.most if escalated.is_reached else escalated.unattended
    has_room = limits.has_room_together if _SERVER.id in budget.used else limits.has_room
    context.write(has_room(_SERVER, context.now, most=most))
    if not escalated.is_reached:
        context.write(*(limits.has_room(bucket, context.now) for bucket in budget.tenant))


async def warn(context: Context, tenant_id: TenantId | None) -> Done[None]:
    """Raises the alerts that are due after a wrong typed code. `tenant_id`: the tenant that the request named, if any."""
    tenant_bucket = Bucket(GUESS_TENANT, tenant_id) if tenant_id else None
    counts = await limits.counts(context, [_SERVER, *([tenant_bucket] if tenant_bucket else [])], context.now)
    misses, remaining = counts.get(_SERVER.id, (0, 0))
    due: list[DomainEvent] = []
    if rules.typing_is_off(misses):
        due += await _everybody(context, _SERVER, remaining, _OFF.format(count=misses))
    elif misses >= GUESS_SERVER.most and misses >= rules.unattended_guesses(await _pairings_today(context)):
        due += await _everybody(context, _ESCALATED, remaining, _CONFIRM.format(count=misses))
    else:
        due += await note_budget(context, None, _ESCALATED, (misses, remaining), _GUESSED)
    if tenant_id and tenant_bucket and await context.fetch_one(store.tenant_exists(tenant_id=tenant_id)) is not None:
        # A stranger may have named a tenant that does not exist.
        count, remaining = counts.get(tenant_bucket.id, (0, 0))
        if count >= GUESS_TENANT.most:
            due += await _one_tenant(context, tenant_id, tenant_bucket, remaining)
        else:
            due += await note_budget(context, tenant_id, tenant_bucket, (count, remaining), _GUESSED)
    return Done(None, due)


async def _pairings_today(context: Context) -> int:
    return await context.fetch_one(store.pairings_since(context.now - DAY)) or 0


async def _everybody(context: Context, bucket: Bucket, remaining: int, what: str) -> list[DomainEvent]:
    """Alerts the operator and the tenants that have live codes now, 20 of them at most."""
    if (alarmed := await alarm(context.reads, bucket, remaining, context.now)) is None:
        return []
    context.write(alarmed)
    alerts = [_alert(None, bucket, what)]
    for tenant_id in await context.fetch_all(store.tenants_with_live_codes(context.now)):
        alerts.append(_alert(tenant_id, bucket, what))
        await _mail(context, tenant_id, what)
    return alerts


async def _one_tenant(context: Context, tenant_id: TenantId, bucket: Bucket, remaining: int) -> list[DomainEvent]:
    if (alarmed := await alarm(context.reads, bucket, remaining, context.now)) is None:
        return []
    context.write(alarmed)
    what = _CONFIRM_HERE.format(count=GUESS_TENANT.most)
    await _mail(context, tenant_id, what)
    return [_alert(tenant_id, bucket, what)]


def _alert(tenant_id: TenantId | None, bucket: Bucket, what: str) -> DomainEvent:
    return DomainEvent("ALERT", tenant_id, Subject("tenant", tenant_id, "typed pairing codes"), {"what": what, "limit": bucket.limit.name})


async def _mail(context: Context, tenant_id: TenantId, what: str) -> None:
    await mail_warning(context, tenant_id, _GUESSED, (f"{what}.", _ALL_WELL, _TURN_DOWN))
