"""Which devices are online. A heartbeat costs no commit: it is noted in memory and written in batches.

A browser that comes back is written at once. RustDesk devices come back with the batch, each with its event: after an outage all
of them do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handfast.db.raw import fetch_rows
from handfast.devices import store
from handfast.devices.rules import SILENT_AFTER, WAITING_FOR
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.time import SKEW
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class HeartbeatBatch:
    """Devices that sent the same number of heartbeats."""

    ids: Sequence[str]
    times: int
    addresses: Mapping[str, str]
    """By id, the address of each device that may have been offline before."""


@dataclass(slots=True)
class HeartbeatBuffer:
    """Counts the heartbeats of devices since the last flush. One per process; a crash loses seconds of `last seen`, nothing else."""

    _times: dict[str, int] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def note(self, device_id: DeviceId, address: str = "") -> None:
        self._times[device_id] = self._times.get(device_id, 0) + 1
        if address:
            self._addresses[device_id] = address

    def take_one(self, device_id: DeviceId) -> HeartbeatBatch | None:
        """Removes and returns the heartbeats of one device; None when there are none."""
        times, address = self._times.pop(device_id, 0), self._addresses.pop(device_id, None)
        return HeartbeatBatch([device_id], times, {device_id: address} if address else {}) if times else None

    def take(self) -> Iterator[HeartbeatBatch]:
        """Removes and yields all heartbeats until now, in batches. Those not yet yielded are kept, in case the writing is cut short."""
        by_times: dict[int, list[str]] = {}
        for device_id, times in self._times.items():
            by_times.setdefault(times, []).append(device_id)
        for times, ids in by_times.items():
            for start in range(0, len(ids), store.SEEN_TOGETHER):
                together = ids[start : start + store.SEEN_TOGETHER]
                self._forget(together, times)
                addresses = {id: self._addresses.pop(id) for id in together if id in self._addresses}
                yield HeartbeatBatch(together, times, addresses)

    def _forget(self, ids: Sequence[str], times: int) -> None:
        for device_id in ids:
            left = self._times.pop(device_id) - times
            if left:
                self._times[device_id] = left


async def come_online(context: Context, version: int) -> Done[None] | Refused:
    context.write(store.come_online(context.caller.device_id, context.caller.tenant, context.now))
    return Done(
        None,
        [
            DomainEvent(
                "DEVICE_ONLINE", context.caller.tenant, Subject("device", context.caller.device_id, context.caller.name), version=version
            )
        ],
    )


async def write_down(context: Context, heard: HeartbeatBatch) -> Done[None] | Refused:
    """Writes a batch, and sets those of its devices online again that were offline.

    A browser's own heartbeat does that (`come_online`), a RustDesk device's does not: after an outage they are thousands.
    """
    back = await fetch_rows(context.reads, store.SILENT_AMONG, *store.padded(heard.ids))
    silent = {row["id"] for row in back}
    if others := [id for id in heard.ids if id not in silent]:
        context.write(store.seen(others, context.now))
    if back:
        context.write(store.come_back([(row["id"], heard.addresses.get(row["id"], "")) for row in back], context.now))
    facts = [DomainEvent("DEVICE_ONLINE", r["tenant_id"], Subject("device", r["id"], r["name"]), version=r["version"]) for r in back]
    return Done(None, facts)


async def notice_silence(context: Context, _: None) -> Done[int] | Refused:
    """Sets devices offline that have missed two heartbeats. The view is how many."""
    silent_since = context.now - SILENT_AFTER
    silent = await fetch_rows(context.reads, store.SILENT, silent_since) or await fetch_rows(
        context.reads, store.SEEN_AHEAD, context.now + SKEW
    )
    context.write(*(store.go_offline(row["id"], row["tenant_id"], silent_since) for row in silent))
    facts = [DomainEvent("DEVICE_OFFLINE", r["tenant_id"], Subject("device", r["id"], r["name"]), version=r["version"]) for r in silent]
    return Done(len(silent), facts)


async def forget_waiters(context: Context, _: None) -> Done[int] | Refused:
    """Turns away devices that nobody approved within a day. The view is how many."""
    rows = await fetch_rows(context.reads, store.FORGOTTEN_WAITERS, context.now - WAITING_FOR)
    context.write(*(store.move(row["id"], row["tenant_id"], "waiting", "gone", context.now) for row in rows))
    facts = [
        DomainEvent("DEVICE_REJECTED", row["tenant_id"], Subject("device", row["id"], row["name"]), version=row["version"] + 1)
        for row in rows
    ]
    return Done(len(rows), facts)
