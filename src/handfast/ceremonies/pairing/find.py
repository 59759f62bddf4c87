"""Shared by steps 3 and 4: finds the pairing code that a device presents, and counts wrong ones against the limits.

There are two kinds of answer. With the QR's token or a `codeId` (both unguessable) each failure has its own reason. A typed code alone
is guessable, so whatever is wrong with it, the answer is the same `INVALID_CODE`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.pairing import rules, store
from handfast.ceremonies.pairing.hashing import code_hash, lookup_hash
from handfast.ceremonies.pairing.store import PairingCode
from handfast.ceremonies.pairing.warn import SERVER_MISSES, pairings_today, warn
from handfast.db.raw import Row, commit_row
from handfast.kernel.ids import PairingCodeId
from handfast.kernel.outcomes import DomainEvent, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
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
from handfast.runner.context import Context, Once

ATTEMPT: Once[Row] = Once("attempt")
_FAILURE: Once[Row] = Once("failure")


@dataclass(frozen=True, slots=True)
class Presented:
    """What a device presents: the QR's token, a code with its id, a code alone, or (for a preview) an id alone.

    The code is already normalised.
    """

    token: str | None = None
    code: str | None = None
    code_id: PairingCodeId | None = None
    restaurant_id: str | None = None

    @property
    def typed(self) -> bool:
        return self.token is None and self.code_id is None


@dataclass(frozen=True, slots=True)
class Found:
    pairing_code: PairingCode
    escalated: bool
    """The guessing budget is spent: even a right code needs a manager's approval."""
    unattended: int
    """The redemption needs no approval as long as the server has counted fewer wrong guesses than this."""
    is_counted: bool = False
    """Whether the row that counts the server's wrong guesses exists."""


async def find(context: Context, presented: Presented) -> Found | Refused:
    sources = _source_buckets(context, presented)
    pairing_code, counts = await _look_up(context, presented, [*sources, SERVER_MISSES, *_tenant_bucket(presented)])
    if (wait := limits.longest(counts, sources)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if presented.typed:
        return await _typed(context, presented, pairing_code, counts)
    return await _named(context, presented, pairing_code)


async def _named(context: Context, presented: Presented, pairing_code: PairingCode | None) -> Found | Refused:
    if pairing_code is None:
        return await refuse(context, presented, None, Reason.CODE_NOT_FOUND)
    if _is_foreign(pairing_code, presented):
        await take_attempt(context, pairing_code)
        return await refuse(context, presented, pairing_code, Reason.CODE_NOT_FOUND)
    if reason := rules.judge(pairing_code.status, context.now, paid=context.has_done(ATTEMPT)):
        cause = {"cause": rules.ended_by(pairing_code.status)} if reason is Reason.CODE_EXPIRED else {}
        return await refuse(context, presented, pairing_code, reason, **cause)
    return Found(pairing_code, escalated=False, unattended=0)


async def _typed(context: Context, presented: Presented, pairing_code: PairingCode | None, counts: limits.Counts) -> Found | Refused:
    server_misses = counts.get(SERVER_MISSES.id, (0, 0))[0]
    if rules.typing_is_off(server_misses):
        context.afterwards(warn, None)
        return Refused(Reason.TYPED_ENTRY_OFF)
    if pairing_code is None and context.policy.code_hash == "bcrypt":
        pairing_code = await _look_up_hashed(context, presented)
    if pairing_code is None or _is_foreign(pairing_code, presented) or rules.judge(pairing_code.status, context.now):
        return await refuse(context, presented, None, Reason.INVALID_CODE)
    pairings = await pairings_today(context) if server_misses >= GUESS_SERVER.most else 0
    tenant_misses = max((counts[b.id][0] for b in _tenant_bucket(presented) if b.id in counts), default=0)
    escalated = rules.escalated(server_misses, pairings, tenant_misses)
    return Found(pairing_code, escalated, rules.unattended_guesses(pairings), SERVER_MISSES.id in counts)


async def take_attempt(context: Context, pairing_code: PairingCode) -> Row | None:
    """Takes one of the code's five tries, at most once per request. None when none is left or the code has ended."""
    place = (pairing_code.id, pairing_code.tenant_id)
    return await context.once(ATTEMPT, lambda: commit_row(context, store.TAKE_ATTEMPT, *place, context.now))


async def refuse(context: Context, presented: Presented, pairing_code: PairingCode | None, reason: Reason, **extra: object) -> Refused:
    """Counts the failure against its source, the code if it was named, and, for a typed code, the budgets for blind guesses.

    For a typed code nothing is read between the comparison and this count, so a right code cannot overtake the wrong ones before it.
    """
    context.write(*(limits.spend(bucket, context.now) for bucket in _source_buckets(context, presented)))
    if presented.typed:
        context.compared = "wrong"
        context.write(limits.spend(SERVER_MISSES, context.now), *(limits.note(bucket, context.now) for bucket in _tenant_bucket(presented)))
        context.afterwards(warn, presented.restaurant_id)
    events = [failed(pairing_code, presented, reason)]
    if pairing_code is not None:
        events += await _count_failure(context, pairing_code)
    return Refused(reason, extra=extra, events=events)


def failed(pairing_code: PairingCode | None, presented: Presented, reason: Reason) -> DomainEvent:
    subject = Subject("invite", pairing_code.id if pairing_code else None)
    return DomainEvent(
        "DEVICE_PAIR_FAILED", pairing_code.tenant_id if pairing_code else None, subject, {"reason": reason.value, "typed": presented.typed}
    )


async def _count_failure(context: Context, pairing_code: PairingCode) -> list[DomainEvent]:
    place = (pairing_code.id, pairing_code.tenant_id)
    counted = await context.once(_FAILURE, lambda: commit_row(context, store.COUNT_FAILURE, *place))
    if counted is None or counted["failures"] != rules.MOST_FAILURES_BEFORE_ALERT + 1:
        return []
    subject = Subject("invite", pairing_code.id, "a pairing code")
    return [
        DomainEvent(
            "ALERT", pairing_code.tenant_id, subject, {"what": "wrong or late tries to redeem it", "issuer": pairing_code.issuer_name}
        )
    ]


def right(context: Context, presented: Presented, found: Found) -> None:
    """Adds the guards without which no answer may reveal that a typed code is right: no budget ran out while it was compared."""
    if not presented.typed:
        return
    context.compared = "right"
    context.write(*(limits.has_room(bucket, context.now) for bucket in _source_buckets(context, presented)))
    most = GUESS_OFF.most if found.escalated else found.unattended
    has_room = limits.has_room_together if found.is_counted else limits.has_room
    context.write(has_room(SERVER_MISSES, context.now, most=most))
    if not found.escalated:
        context.write(*(limits.has_room(bucket, context.now) for bucket in _tenant_bucket(presented)))


def _source_buckets(context: Context, presented: Presented) -> list[Bucket]:
    """Unguessable secrets have buckets of their own, so that wrong typed codes never block a QR."""
    if not presented.typed:
        return per_source(NAMED_SOURCE, NAMED_NETWORK, context.caller.address)
    address = context.caller.address
    return [*per_source(GUESS_SOURCE, GUESS_NETWORK, address), *per_source(GUESS_SOURCE_DAY, GUESS_NETWORK_DAY, address)]


def _tenant_bucket(presented: Presented) -> list[Bucket]:
    return [Bucket(GUESS_TENANT, presented.restaurant_id)] if presented.typed and presented.restaurant_id else []


async def _look_up(context: Context, presented: Presented, budgets: Sequence[Bucket]) -> tuple[PairingCode | None, limits.Counts]:
    if presented.token is not None:
        return await store.find(context.reads, "token_hash", digest(presented.token), budgets, context.now)
    if presented.code_id is not None:
        return await store.find(context.reads, "id", presented.code_id, budgets, context.now)
    return await store.find(context.reads, "code_hash", lookup_hash(context, presented.code or ""), budgets, context.now)


async def _look_up_hashed(context: Context, presented: Presented) -> PairingCode | None:
    """Looks the code up by its bcrypt hash, the other form in which it may be stored.

    Hashing is costly, so this runs only for a source with budget left.
    """
    found, _ = await store.find(context.reads, "code_hash", await code_hash(context, presented.code or ""), [SERVER_MISSES], context.now)
    return found


def _is_foreign(pairing_code: PairingCode, presented: Presented) -> bool:
    return presented.restaurant_id is not None and presented.restaurant_id != pairing_code.tenant_id
