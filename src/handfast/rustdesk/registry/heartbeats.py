"""Heartbeats. Thirteen hundred a second are one look into a dictionary and one number raised each; the database sees them in batches.

Memory forgets a device when it has been quiet, after two minutes at the latest, and as soon as an event of any node tells of it. So a
device that was removed, blocked or brought back is noticed within seconds.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from handfast.devices.presence import Heard, Heartbeats, write_down
from handfast.edge.calls import Call
from handfast.kernel.callers import SYSTEM, Caller
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import is_within
from handfast.runner.run import Context, Runner
from handfast.rustdesk.registry import connections
from handfast.rustdesk.registry.announce import Meeting, meet
from handfast.rustdesk.registry.recognise import Beat, Known, recognise
from handfast.rustdesk.registry.rules import (
    COUNTED_EVERY,
    ENOUGH_BEATS,
    IMPOSTOR_TOLD_EVERY,
    MOST_UNOWNED,
    NEWS_EVERY,
    QUIET,
    REMEMBERED,
    Claim,
    Hearing,
    Introduction,
)
from handfast.rustdesk.registry.store import KNOWN, UNOWNED, beaten
from handfast.rustdesk.registry.uuid_conflict import Impostor, note_impostor
from handfast.rustdesk.registry.uuid_conflicts.rules import MOST

MOST_KNOWN = 100_000
HEARD, UNKNOWN = Hearing(), Hearing("unknown")

_Key = tuple[str, str]


@dataclass(slots=True)
class _Doubt:
    times: int = 0
    told_at: int | None = None
    beats: dict[str, int] = field(default_factory=dict)
    """By uuid, of the last few."""

    def count(self, uuid: str, beats: int) -> None:
        self.times += 1
        self.beats[uuid] = self.beats.pop(uuid, 0) + beats
        if len(self.beats) > MOST:
            del self.beats[next(iter(self.beats))]


@dataclass(frozen=True, slots=True)
class _Crowd:
    """How many unowned devices a tenant had a moment ago. Counting them at every contact would cost more than the contact."""

    unowned: int
    counted_at: int


@dataclass(slots=True)
class Beats:
    """One per process."""

    heard: Heard
    _known: dict[_Key, Known] = field(default_factory=dict)
    _keys: dict[str, _Key] = field(default_factory=dict)
    _doubts: dict[_Key, _Doubt] = field(default_factory=dict)
    _crowds: dict[str, _Crowd] = field(default_factory=dict)
    _vouched: dict[_Key, Counter[str]] = field(default_factory=dict)

    async def hear(self, run: Runner, beat: Beat, who: Callable[[], Caller]) -> Hearing:
        """Notes a heartbeat. Who is unknown should first tell about itself. `who` is asked only when it is needed."""
        now, claim = run.clock.now(), beat.claim
        fresh = self._fresh(beat, now)
        known = fresh or await self._look(run, beat, who())
        if known is None:
            return UNKNOWN
        if known.uuid == claim.uuid:
            known.heard_at = now
            self.heard.note(known.device_id, "" if fresh else who().address)
            return _hearing(known, beat, now) if known.awaited or known.connections else HEARD
        if known.uuid is None:
            return HEARD
        await self._doubt(run, claim, who(), now, beats=1)
        if claim.uuid not in known.vouched:
            return HEARD
        return Hearing("takes_over") if self._vouched_beats(claim) >= ENOUGH_BEATS else HEARD

    async def meet(self, run: Runner, told: Introduction, caller: Caller) -> Meeting:
        now, tenant_id = run.clock.now(), told.claim.tenant_id
        crowd = self._crowds.get(tenant_id)
        if crowd is None or not is_within(COUNTED_EVERY - 1, crowd.counted_at, now):
            counted = await run.database.fetch_one(UNOWNED, tenant_id)
            crowd = self._crowds[tenant_id] = _Crowd(counted["devices"] if counted else 0, now)
        outcome = await run(meet, replace(told, is_welcome=crowd.unowned < MOST_UNOWNED), caller)
        meeting: Meeting = outcome.view if isinstance(outcome, Done) else "later"
        if meeting == "impostor":
            await self._doubt(run, told.claim, caller, now)
        return meeting

    async def write_down(self, run: Runner, tenant_id: str, rustdesk_id: str) -> None:
        """Of this device at once: somebody acts on it, and what was heard of it counts."""
        await self._write_doubt(run, tenant_id, rustdesk_id)
        row = await run.database.fetch_one(KNOWN, tenant_id, rustdesk_id)
        heard = self.heard.take_one(row["id"]) if row is not None else None
        if heard is not None:
            await run(write_heartbeats, heard, SYSTEM)

    def look_again(self, tenant_id: str, rustdesk_id: str) -> None:
        """Somebody acted on it: the next beat does not count on what was known."""
        self._known.pop((tenant_id, rustdesk_id), None)
        self._vouched.pop((tenant_id, rustdesk_id), None)

    def _vouched_beats(self, claim: Claim) -> int:
        """With this one, since somebody acted on the device. An event that makes memory look again does not start them anew."""
        key = (claim.tenant_id, claim.rustdesk_id)
        if key not in self._vouched:
            _make_room(self._vouched)
        beats = self._vouched.setdefault(key, Counter())
        beats[claim.uuid] += 1
        return beats[claim.uuid]

    def forget(self, device_id: str) -> None:
        """Something happened to it: the next beat looks again."""
        key = self._keys.pop(device_id, None)
        if key is not None:
            self._known.pop(key, None)

    def _fresh(self, beat: Beat, now: int) -> Known | None:
        claim = beat.claim
        known = self._known.get((claim.tenant_id, claim.rustdesk_id))
        if known is None or not is_within(QUIET, known.heard_at, now) or not is_within(REMEMBERED, known.read_at, now):
            return None
        is_news = known.connected != beat.connected and known.uuid == claim.uuid and not is_within(NEWS_EVERY - 1, known.read_at, now)
        return None if is_news else known

    async def _look(self, run: Runner, beat: Beat, caller: Caller) -> Known | None:
        claim = beat.claim
        outcome = await run(recognise, beat, caller)
        known = outcome.view if isinstance(outcome, Done) else None
        if known is not None:
            key = (claim.tenant_id, claim.rustdesk_id)
            _make_room(self._known)
            _make_room(self._keys)
            self._known[key], self._keys[known.device_id] = known, key
        return known

    async def _doubt(self, run: Runner, claim: Claim, caller: Caller, now: int, beats: int = 0) -> None:
        """Counts in memory and writes at most once a minute: an impostor costs no more than a device."""
        key = (claim.tenant_id, claim.rustdesk_id)
        doubt = self._doubts.get(key)
        if doubt is None:
            _make_room(self._doubts)
            doubt = self._doubts[key] = _Doubt()
        doubt.count(claim.uuid, beats)
        if doubt.told_at is None or not is_within(IMPOSTOR_TOLD_EVERY - 1, doubt.told_at, now):
            await self._tell_doubt(run, claim, doubt, caller)

    async def _write_doubt(self, run: Runner, tenant_id: str, rustdesk_id: str) -> None:
        """Of this ID at once, if there is any."""
        doubt = self._doubts.get((tenant_id, rustdesk_id))
        if doubt is not None and doubt.times:
            await self._tell_doubt(run, Claim(tenant_id, rustdesk_id, ""), doubt, SYSTEM)

    async def _tell_doubt(self, run: Runner, claim: Claim, doubt: _Doubt, caller: Caller) -> None:
        told = Impostor(claim, doubt.times, doubt.beats)
        doubt.times, doubt.beats, doubt.told_at = 0, {}, run.clock.now()
        await run(note_impostor, told, caller)


async def write_heartbeats(context: Context, heard: Heartbeats) -> Done[None] | Refused:
    """Who was here, and of RustDesk devices how often: their ID is believed once enough heartbeats were counted."""
    context.write(beaten(heard.ids, heard.times))
    return await write_down(context, heard)


def beats_of(call: Call) -> Beats:
    beats: Beats = call.scope["app"].state.heartbeats
    return beats


def _hearing(known: Known, beat: Beat, now: int) -> Hearing:
    to_end = tuple(one for one in connections.to_end(known.connections, now) if one in beat.connected)
    if not known.awaited:
        return Hearing("heard", to_end)
    known.beats += 1
    known.awaited = known.beats < ENOUGH_BEATS
    return Hearing("heard" if known.awaited else "proven", to_end)


def _make_room(kept: dict[_Key, Known] | dict[_Key, _Doubt] | dict[_Key, Counter[str]] | dict[str, _Key]) -> None:
    """Drops the oldest: dictionaries remember the order they were filled in."""
    if len(kept) >= MOST_KNOWN:
        del kept[next(iter(kept))]  # type: ignore[arg-type]
