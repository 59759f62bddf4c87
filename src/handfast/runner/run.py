"""Runs one use case: looks, decides, and commits what it wrote together with its audit and outbox rows.

The only place that applies a batch. When somebody was faster (`Conflict`), the use case looks again and answers what is then true.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import structlog
from prometheus_client import Counter

from handfast.audit import store as audit
from handfast.db.database import Conflict, Database, Reads, Row, Statement, Unavailable
from handfast.events import catalog, outbox
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.ports import Clock, Random
from handfast.kernel.secrets import Keys, Secret
from handfast.limits import store as limits
from handfast.limits.rules import REFUSED, Bucket, source

FACTS = Counter("handfast_facts", "What happened, by the names in docs/generated/events.md", ["kind", "outcome"])

ALERTS = Counter("handfast_alerts", "Alerts, by the limit that is spent", ["limit"])
COMPARED = Counter("handfast_guesses_compared", "Secrets that were compared and what became of it was told", ["route", "answer"])

log = structlog.get_logger("handfast.runner.run")

V = TypeVar("V")
W = TypeVar("W")

# Two people at one code need one more look; a crowd at one bucket may need a few. Past that the server says it is busy.
MAX_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator set for the whole server."""

    public_url: str
    code_hash: str = "hmac"
    code_minutes: int = 15
    mail: bool = False
    stripe_secret: Secret | None = None


@dataclass(slots=True)
class Context:
    """One use case under way: who asks, the moment, what it may read, and the batch it leaves behind."""

    reads: Reads
    caller: Caller
    now: int
    random: Random
    keys: Keys
    policy: Policy
    commit_now: Callable[..., Awaitable[Row | None]]
    """One statement committed before the use case goes on: an attempt is paid before it is compared."""
    hash_in_pool: Callable[..., Awaitable[Any]]
    """Runs a password or bcrypt hash off the event loop, at most two at a time."""
    batch: list[Statement] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    """Kept when the use case has to look again: what it paid for the first time."""
    compared: Literal["right", "wrong"] | None = None
    """Set where a secret that can be guessed was compared. The batch must then hold what pays for it (`limits.store`)."""
    wake: bool = False
    """True when the batch leaves something to deliver that is not a live event."""
    following: list[tuple["UseCase[Any, Any]", Any]] = field(default_factory=list)

    def write(self, *writes: Statement) -> None:
        self.batch.extend(writes)

    def afterwards(self, use_case: "UseCase[W, Any]", wish: W) -> None:
        """Runs after this one's commit, by itself. So what it has to read holds up no guess on its way to being paid."""
        self.following.append((use_case, wish))


UseCase = Callable[[Context, W], Awaitable[Done[V] | Refused]]


@dataclass(slots=True)
class Runner:
    database: Database
    clock: Clock
    random: Random
    keys: Keys
    policy: Policy
    hash_in_pool: Callable[..., Awaitable[Any]]
    committed: Callable[[], None] = lambda: None
    """Wakes the delivery of live events and mail; called after a commit that left some."""

    async def __call__(self, use_case: UseCase[W, V], wish: W, caller: Caller) -> Done[V] | Refused:
        memory: dict[str, Any] = {}
        for _ in range(MAX_ATTEMPTS):
            context = self._act(caller, memory)
            try:
                outcome = await use_case(context, wish)
                await self._commit(context, outcome)
            except Conflict:
                continue
            if context.compared:
                COMPARED.labels(getattr(use_case, "__name__", ""), context.compared).inc()
            await self._follow(context, outcome, use_case)
            return outcome
        return Refused(Reason.BUSY, retry_in=1_000)

    def _act(self, caller: Caller, memory: dict[str, Any]) -> Context:
        database = self.database
        return Context(
            database, caller, self.clock.now(), self.random, self.keys, self.policy, database.commit_now, self.hash_in_pool, memory=memory
        )

    async def _follow(self, context: Context, outcome: "Done[V] | Refused", use_case: UseCase[W, V]) -> None:
        """What is kept already is answered even when the database fails us now: whoever paid for a guess hears what became of it."""
        try:
            if isinstance(outcome, Refused):
                await self._tell(outcome, use_case, context.caller)
            for following, wish in context.following:
                await self(following, wish, context.caller)
        except Unavailable as error:
            log.warning("not told", outcome=getattr(outcome, "reason", "done"), why=str(error))

    async def _tell(self, refused: Refused, use_case: UseCase[W, V], caller: Caller) -> None:
        """A refusal the use case tells nothing of leaves a row too: one a minute per source and reason, lest a flood fill the trail."""
        if refused.events or refused.reason not in catalog.TOLD_ANYWAY:
            return
        context = self._act(caller, {})
        bucket = Bucket(REFUSED, f"{source(caller.address)}:{refused.reason}:{caller.id or ''}")
        if await limits.wait(context.reads, [bucket], context.now) is not None:
            return
        context.write(limits.spend(bucket, context.now))
        wanted = getattr(use_case, "__name__", "something").strip("_").replace("_", " ")
        subject = Subject("person" if caller.kind == "person" else "server", caller.id, caller.name)
        with suppress(Conflict):  # told by another request at this moment
            await self._commit(context, replace(refused, events=[DomainEvent("REFUSED", caller.tenant_id, subject, {"wanted": wanted})]))

    async def _commit(self, context: Context, outcome: "Done[V] | Refused") -> None:
        reason = outcome.reason.value if isinstance(outcome, Refused) else None
        events = outbox.writes(outcome.events, context.now)
        trail = audit.writes(outcome.events, context.caller, context.now, self.keys, reason)
        if batch := [*context.batch, *trail, *events]:
            await self.database.execute_batch(batch)
        for fact in outcome.events:
            FACTS.labels(fact.kind, "refused" if reason else "done").inc()
            if fact.kind == "ALERT":
                ALERTS.labels(fact.details.get("limit", "failures")).inc()
                log.warning("alert", tenant=fact.tenant_id, subject=fact.subject.name, what=fact.details.get("what"))
        if events or context.wake:
            self.committed()
