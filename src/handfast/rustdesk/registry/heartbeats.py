"""Receives heartbeats, 1,300 a second. Each costs a dictionary look-up and a counter increment; the database gets them in batches.

Memory forgets a device when it has been quiet, after two minutes at the latest, and on any event about it from any node. So it is noticed
within seconds that a device was removed, disabled or restored.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from handfast.devices.presence import HeartbeatBatch, HeartbeatBuffer, write_down
from handfast.kernel.callers import SYSTEM, Caller
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import is_within
from handfast.runner.context import Context
from handfast.runner.run import Runner
from handfast.rustdesk.registry import connections, store
from handfast.rustdesk.registry.announce import AnnounceOutcome, announce
from handfast.rustdesk.registry.identify import Heartbeat, Known, identify
from handfast.rustdesk.registry.rules import (
    CONFLICT_WRITTEN_EVERY,
    COUNTED_EVERY,
    ENOUGH_HEARTBEATS,
    MOST_UNCLAIMED,
    NEWS_EVERY,
    QUIET,
    REMEMBERED,
    ClientIdentity,
    HeartbeatOutcome,
    Introduction,
)
from handfast.rustdesk.registry.uuid_conflict import UuidConflict, note_uuid_conflict
from handfast.rustdesk.registry.uuid_conflicts.rules import MOST

MOST_KNOWN = 100_000
ACCEPTED, UNKNOWN = HeartbeatOutcome(), HeartbeatOutcome("unknown")

K = TypeVar("K")
_Key = tuple[TenantId, RustdeskId]


@dataclass(slots=True)
class _ConflictCount:
    times: int = 0
    written_at: int | None = None
    heartbeats: dict[str, int] = field(default_factory=dict)
    """By uuid, for the most recent few."""

    def count(self, uuid: str, heartbeats: int) -> None:
        self.times += 1
        self.heartbeats[uuid] = self.heartbeats.pop(uuid, 0) + heartbeats
        if len(self.heartbeats) > MOST:
            del self.heartbeats[next(iter(self.heartbeats))]


@dataclass(frozen=True, slots=True)
class _Crowd:
    """How many unclaimed devices a tenant had a moment ago. Counting them for every announcement would cost more than the announcement."""

    unclaimed: int
    counted_at: int


@dataclass(slots=True)
class HeartbeatReceiver:
    """One per process."""

    heartbeat_buffer: HeartbeatBuffer
    _known: dict[_Key, Known] = field(default_factory=dict)
    _keys: dict[DeviceId, _Key] = field(default_factory=dict)
    _conflicts: dict[_Key, _ConflictCount] = field(default_factory=dict)
    _crowds: dict[TenantId, _Crowd] = field(default_factory=dict)
    _vouched: dict[_Key, Counter[str]] = field(default_factory=dict)

    async def receive(self, run: Runner, heartbeat: Heartbeat, who: Callable[[], Caller]) -> HeartbeatOutcome:
        """Notes a heartbeat. An unknown client should announce itself first. `who` is called only when the caller is needed."""
        now, identity = run.clock.now(), heartbeat.identity
        fresh = self._fresh(heartbeat, now)
        known = fresh or await self._identify(run, heartbeat, who())
        if known is None:
            return UNKNOWN
        if known.uuid == identity.uuid:
            known.heard_at = now
            self.heartbeat_buffer.note(known.device_id, "" if fresh else who().address)
            return _outcome_of(known, heartbeat, now) if known.awaited or known.connections else ACCEPTED
        if known.uuid is None:
            return ACCEPTED
        await self._count_conflict(run, identity, who(), now, heartbeats=1)
        if identity.uuid not in known.vouched:
            return ACCEPTED
        return HeartbeatOutcome("takes_over") if self._vouched_heartbeats(identity) >= ENOUGH_HEARTBEATS else ACCEPTED

    async def announce(self, run: Runner, introduction: Introduction, caller: Caller) -> AnnounceOutcome:
        now, tenant_id = run.clock.now(), introduction.identity.tenant_id
        crowd = self._crowds.get(tenant_id)
        if crowd is None or not is_within(COUNTED_EVERY - 1, crowd.counted_at, now):
            unclaimed = await run.database.fetch_one(store.count_unclaimed(tenant_id=tenant_id))
            crowd = self._crowds[tenant_id] = _Crowd(unclaimed or 0, now)
        outcome = await run(announce, replace(introduction, is_welcome=crowd.unclaimed < MOST_UNCLAIMED), caller)
        announced: AnnounceOutcome = outcome.view if isinstance(outcome, Done) else "later"
        if announced == "uuid_conflict":
            await self._count_conflict(run, introduction.identity, caller, now)
        return announced

    async def write_down(self, run: Runner, tenant_id: TenantId, rustdesk_id: RustdeskId) -> None:
        """Writes what was heard of this device at once: somebody acts on it, and its heartbeats until now must count."""
        await self._write_conflicts_of(run, tenant_id, rustdesk_id)
        device = await run.database.fetch_one(store.known(rustdesk_id, tenant_id=tenant_id))
        batch = self.heartbeat_buffer.take_one(device.id) if device is not None else None
        if batch is not None:
            await run(write_heartbeats, batch, SYSTEM)

    def invalidate(self, tenant_id: TenantId, rustdesk_id: RustdeskId) -> None:
        """Somebody acted on the device: the next heartbeat reads the database again."""
        self._known.pop((tenant_id, rustdesk_id), None)
        self._vouched.pop((tenant_id, rustdesk_id), None)

    def _vouched_heartbeats(self, identity: ClientIdentity) -> int:
        """Counts this heartbeat and returns the number since somebody acted on the device. An event (`forget`) does not reset it."""
        key = (identity.tenant_id, identity.rustdesk_id)
        if key not in self._vouched:
            _make_room(self._vouched)
        heartbeats = self._vouched.setdefault(key, Counter())
        heartbeats[identity.uuid] += 1
        return heartbeats[identity.uuid]

    def forget(self, device_id: DeviceId) -> None:
        """Something happened to the device: its next heartbeat reads the database again."""
        key = self._keys.pop(device_id, None)
        if key is not None:
            self._known.pop(key, None)

    def _fresh(self, heartbeat: Heartbeat, now: int) -> Known | None:
        identity = heartbeat.identity
        known = self._known.get((identity.tenant_id, identity.rustdesk_id))
        if known is None or not is_within(QUIET, known.heard_at, now) or not is_within(REMEMBERED, known.read_at, now):
            return None
        is_news = (
            known.connected != heartbeat.connected and known.uuid == identity.uuid and not is_within(NEWS_EVERY - 1, known.read_at, now)
        )
        return None if is_news else known

    async def _identify(self, run: Runner, heartbeat: Heartbeat, caller: Caller) -> Known | None:
        identity = heartbeat.identity
        outcome = await run(identify, heartbeat, caller)
        known = outcome.view if isinstance(outcome, Done) else None
        if known is not None:
            key = (identity.tenant_id, identity.rustdesk_id)
            _make_room(self._known)
            _make_room(self._keys)
            self._known[key], self._keys[known.device_id] = known, key
        return known

    async def _count_conflict(self, run: Runner, identity: ClientIdentity, caller: Caller, now: int, heartbeats: int = 0) -> None:
        """Counts uuid conflicts in memory and writes them at most once a minute, so that they cost no more than a device does."""
        key = (identity.tenant_id, identity.rustdesk_id)
        conflict = self._conflicts.get(key)
        if conflict is None:
            _make_room(self._conflicts)
            conflict = self._conflicts[key] = _ConflictCount()
        conflict.count(identity.uuid, heartbeats)
        if conflict.written_at is None or not is_within(CONFLICT_WRITTEN_EVERY - 1, conflict.written_at, now):
            await self._write_conflicts(run, identity, conflict, caller)

    async def _write_conflicts_of(self, run: Runner, tenant_id: TenantId, rustdesk_id: RustdeskId) -> None:
        """Writes the uuid conflicts of this ID at once, if there are any."""
        conflict = self._conflicts.get((tenant_id, rustdesk_id))
        if conflict is not None and conflict.times:
            await self._write_conflicts(run, ClientIdentity(tenant_id, rustdesk_id, ""), conflict, SYSTEM)

    async def _write_conflicts(self, run: Runner, identity: ClientIdentity, counted: _ConflictCount, caller: Caller) -> None:
        conflict = UuidConflict(identity, counted.times, counted.heartbeats)
        counted.times, counted.heartbeats, counted.written_at = 0, {}, run.clock.now()
        await run(note_uuid_conflict, conflict, caller)


async def write_heartbeats(context: Context, batch: HeartbeatBatch) -> Done[None] | Refused:
    """Writes which devices were heard, and for RustDesk devices how often: their ID is believed after enough heartbeats."""
    context.write(store.count_heartbeats(batch.ids, batch.times))
    return await write_down(context, batch)


def _outcome_of(known: Known, heartbeat: Heartbeat, now: int) -> HeartbeatOutcome:
    to_end = tuple(one for one in connections.to_end(known.connections, now) if one in heartbeat.connected)
    if not known.awaited:
        return HeartbeatOutcome("heard", to_end)
    known.heartbeats += 1
    known.awaited = known.heartbeats < ENOUGH_HEARTBEATS
    return HeartbeatOutcome("heard" if known.awaited else "proven", to_end)


def _make_room(kept: dict[K, Any]) -> None:
    """Drops the oldest entry of a full dictionary: dictionaries keep the order of insertion."""
    if len(kept) >= MOST_KNOWN:
        del kept[next(iter(kept))]
