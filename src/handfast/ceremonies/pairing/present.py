"""Steps 3 and 4. Finds the code that a device presents, and judges whether it could be redeemed.

Whoever misses it learns nothing: for a typed code alone, every reason why it is no good is INVALID_CODE. A code that was named by its
id or its token is answered with the reason.
"""

from dataclasses import dataclass, replace

from handfast.ceremonies.pairing import guesses, rules, store
from handfast.ceremonies.pairing.guesses import Budget, Escalation
from handfast.ceremonies.pairing.store import PairingCode
from handfast.kernel import code_hashes
from handfast.kernel.ids import PairingCodeId, TenantId
from handfast.kernel.outcomes import DomainEvent, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits.store import Counts
from handfast.runner.context import Context, Once

ATTEMPT: Once[int] = Once("attempt")
_FAILURE: Once[int] = Once("failure")


@dataclass(frozen=True, slots=True)
class Presented:
    """What a device presents: the QR's token, a code with its id, a code alone, or (for a preview) an id alone.

    The code is already normalised.
    """

    token: str | None = None
    code: str | None = None
    code_id: PairingCodeId | None = None
    tenant_id: TenantId | None = None
    """The tenant that the device expects."""

    @property
    def is_typed(self) -> bool:
        return self.token is None and self.code_id is None


@dataclass(frozen=True, slots=True)
class Found:
    pairing_code: PairingCode
    budget: Budget
    escalation: Escalation

    def needs_approval(self, redeemed_from: str) -> bool:
        return rules.needs_approval(
            self.pairing_code.settings.approval,
            typed=self.budget.is_typed,
            is_escalated=self.escalation.is_reached,
            issued_from=self.pairing_code.issued_from,
            redeemed_from=redeemed_from,
        )


async def present(context: Context, presented: Presented) -> Found | Refused:
    """The code, if it is good: alive, of the expected tenant, and with tries left. A refusal is charged already."""
    budget = guesses.budget_of(context.caller.address, presented.tenant_id, is_typed=presented.is_typed)
    pairing_code, used = await _look_up(context, presented, budget)
    budget = replace(budget, used=used)
    if (refused := guesses.exhausted(context, budget)) is not None:
        return refused
    if pairing_code is None and presented.is_typed and context.policy.code_hash == "bcrypt":
        pairing_code = await _look_up_by_bcrypt(context, presented, budget)
    judged = _judge(context, presented, pairing_code)
    if isinstance(judged, Reason):
        return await _refuse(context, presented, budget, pairing_code, judged)
    return Found(judged, budget, await guesses.escalation(context, budget))


def _judge(context: Context, presented: Presented, pairing_code: PairingCode | None) -> PairingCode | Reason:
    if pairing_code is None or presented.tenant_id not in (None, pairing_code.tenant_id):
        return Reason.INVALID_CODE if presented.is_typed else Reason.CODE_NOT_FOUND
    if pairing_code.status.tenant_suspended:
        return Reason.INVALID_CODE if presented.is_typed else Reason.TENANT_SUSPENDED
    reason = rules.judge(pairing_code.status, context.now, paid=context.has_done(ATTEMPT))
    if reason is None:
        return pairing_code
    return Reason.INVALID_CODE if presented.is_typed else reason


async def _refuse(context: Context, presented: Presented, budget: Budget, pairing_code: PairingCode | None, reason: Reason) -> Refused:
    if presented.is_typed or pairing_code is None:
        return await refuse(context, presented, budget, None, reason)
    if reason is Reason.CODE_NOT_FOUND:  # it is another tenant's
        await take_attempt(context, pairing_code)
    cause = {"cause": rules.ended_as(pairing_code.status)} if reason is Reason.CODE_EXPIRED else {}
    return await refuse(context, presented, budget, pairing_code, reason, **cause)


async def refuse(
    context: Context, presented: Presented, budget: Budget, pairing_code: PairingCode | None, reason: Reason, **extra: object
) -> Refused:
    """Charges the failure to the budgets, and to the code if it was named."""
    guesses.charge(context, budget)
    events = [failed(presented, pairing_code, reason)]
    if pairing_code is not None:
        events += await _count_failure(context, pairing_code)
    return Refused(reason, extra=extra, events=events)


def failed(presented: Presented, pairing_code: PairingCode | None, reason: Reason) -> DomainEvent:
    details = {"reason": reason.value, "typed": presented.is_typed}
    if pairing_code is None:
        return DomainEvent("DEVICE_PAIR_FAILED", None, Subject("invite", None), details)
    return DomainEvent("DEVICE_PAIR_FAILED", pairing_code.tenant_id, Subject("invite", pairing_code.id), details)


async def take_attempt(context: Context, pairing_code: PairingCode) -> int | None:
    """Takes one of the code's five tries, at most once per request: how many are taken. None when none is left or the code has ended."""
    query = store.take_attempt(pairing_code.id, context.now, tenant_id=pairing_code.tenant_id)
    return await context.once(ATTEMPT, lambda: context.commit_now(query))


async def _count_failure(context: Context, pairing_code: PairingCode) -> list[DomainEvent]:
    query = store.count_failure(pairing_code.id, tenant_id=pairing_code.tenant_id)
    failures = await context.once(_FAILURE, lambda: context.commit_now(query))
    if failures != rules.MOST_FAILURES_BEFORE_ALERT + 1:
        return []
    details = {
        "what": f"more than {rules.MOST_FAILURES_BEFORE_ALERT} wrong or late attempts to redeem it",
        "issuer": pairing_code.issuer_name,
    }
    return [DomainEvent("ALERT", pairing_code.tenant_id, Subject("invite", pairing_code.id, "a pairing code"), details)]


async def _look_up(context: Context, presented: Presented, budget: Budget) -> tuple[PairingCode | None, Counts]:
    if presented.token is not None:
        return await store.find(context, "token_hash", digest(presented.token), budget.buckets, context.now)
    if presented.code_id is not None:
        return await store.find(context, "id", presented.code_id, budget.buckets, context.now)
    for key in context.keys.live:
        keyed = code_hashes.keyed(key, presented.code or "")
        found, counts = await store.find(context, "code_hash", keyed, budget.buckets, context.now)
        if found is not None:
            break
    return found, counts


async def _look_up_by_bcrypt(context: Context, presented: Presented, budget: Budget) -> PairingCode | None:
    """By the bcrypt hash, the other form in which the code may be stored. It is costly: only a source with budget left gets here."""
    for key in context.keys.live:
        hashed = await context.hash_in_pool(code_hashes.slow, key, presented.code or "")
        found, _ = await store.find(context, "code_hash", hashed, budget.buckets, context.now)
        if found is not None:
            break
    return found
