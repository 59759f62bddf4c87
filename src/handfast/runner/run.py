"""Runs one use case, which reads and decides, and commits what it wrote together with its audit and outbox rows.

The only place that applies a batch. On `Conflict` the use case runs again, and its answer follows from what it reads then.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import structlog
from prometheus_client import Counter

from handfast.audit import store as audit
from handfast.db.database import Conflict, Database, OverQuota, Unavailable
from handfast.events import catalog, outbox
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject, SubjectKind
from handfast.kernel.ports import Clock, Random
from handfast.kernel.secrets import Keys
from handfast.limits import store as limits
from handfast.limits.rules import REFUSED, Bucket, source
from handfast.runner.context import C, Context, HashInPool, Once, Policy, UseCase, V

DOMAIN_EVENTS = Counter("handfast_domain_events", "What happened, by the names in docs/generated/events.md", ["kind", "outcome"])

ALERTS = Counter("handfast_alerts", "Alerts, by the limit that is spent", ["limit"])
COMPARED = Counter("handfast_guesses_compared", "Compared secrets whose result was revealed, by use case and result", ["route", "answer"])

log = structlog.get_logger("handfast.runner")

_counter = cache(DOMAIN_EVENTS.labels)

# Two people who redeem one code need one more run; many requests on one bucket may need a few. After that the answer is BUSY.
MAX_ATTEMPTS = 12
QUOTAS = {"people": Reason.PEOPLE_QUOTA, "devices": Reason.DEVICE_QUOTA}


@dataclass(slots=True)
class Runner:
    database: Database
    clock: Clock
    random: Random
    keys: Keys
    policy: Policy
    hash_in_pool: HashInPool
    committed: Callable[[], None] = lambda: None
    """Wakes the delivery of live events and mail; called after a commit that left some."""

    async def __call__(self, use_case: UseCase[C, V], command: C, caller: Caller) -> Done[V] | Refused:
        done: dict[Once[Any], Any] = {}
        was_full = False
        for _ in range(MAX_ATTEMPTS):
            context = self._context(caller, done)
            try:
                outcome = await use_case(context, command)
                await self._commit(context, outcome)
            except OverQuota as full:
                # One that reads whether there is room refuses by itself when it runs again, and so counts what it must count.
                if was_full:
                    return Refused(QUOTAS[full.counted])
                was_full = True
                continue
            except Conflict:
                continue
            if context.compared:
                COMPARED.labels(getattr(use_case, "__name__", ""), context.compared).inc()
            await self._follow(context, outcome, use_case)
            return outcome
        return Refused(Reason.BUSY, retry_in=1_000)

    def _context(self, caller: Caller, done: dict[Once[Any], Any]) -> Context:
        database, now = self.database, self.clock.now()
        return Context(database, caller, now, self.random, self.keys, self.policy, database.commit_now, self.hash_in_pool, _done=done)

    async def _follow(self, context: Context, outcome: "Done[V] | Refused", use_case: UseCase[C, V]) -> None:
        """What is committed is answered even if the database fails now, so that whoever paid for a guess learns its result."""
        try:
            if isinstance(outcome, Refused):
                await self._record_refusal(outcome, use_case, context.caller)
            for following, command in context.following:
                await self(following, command, context.caller)
        except Unavailable as error:
            log.warning("not followed up", outcome=getattr(outcome, "reason", "done"), why=str(error))

    async def _record_refusal(self, refused: Refused, use_case: UseCase[C, V], caller: Caller) -> None:
        """Adds an audit row for a refusal without events of its own.

        At most one a minute per source, caller and reason, so that a flood cannot fill the trail.
        """
        if refused.events or refused.reason not in catalog.ALWAYS_RECORDED:
            return
        context = self._context(caller, {})
        bucket = Bucket(REFUSED, f"{source(caller.address)}:{refused.reason}:{caller.id or ''}")
        if await limits.wait(context.reads, [bucket], context.now) is not None:
            return
        context.write(limits.spend(bucket, context.now))
        wanted = getattr(use_case, "__name__", "something").strip("_").replace("_", " ")
        kind: SubjectKind = caller.kind if caller.kind in ("person", "service") else "server"
        subject = Subject(kind, caller.id, caller.name)
        with suppress(Conflict):  # another request adds the row at this moment
            await self._commit(context, replace(refused, events=[DomainEvent("REFUSED", caller.tenant_id, subject, {"wanted": wanted})]))

    async def _commit(self, context: Context, outcome: "Done[V] | Refused") -> None:
        reason = outcome.reason.value if isinstance(outcome, Refused) else None
        events = outbox.writes(outcome.events, context.now)
        trail = audit.writes(outcome.events, context.caller, context.now, self.keys, reason)
        if batch := [*context.batch, *trail, *events]:
            await self.database.execute_batch(batch)
        for event in outcome.events:
            _counter(event.kind, "refused" if reason else "done").inc()
            if event.kind == "ALERT":
                ALERTS.labels(event.details.get("limit", "failures")).inc()
                log.warning("alert", tenant=event.tenant_id, subject=event.subject.name, what=event.details.get("what"))
        if events or context.wake:
            self.committed()
