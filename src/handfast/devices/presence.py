"""Which devices are online. A heartbeat costs no commit: it is noted in memory and written in batches.

A browser that comes back is written at once. RustDesk devices come back with the batch, each with its event: after an outage all
of them do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handfast.access.sight import whole
from handfast.devices import lists, store
from handfast.devices.lifecycle import REJECT
from handfast.devices.rules import SILENT_AFTER, WAITING_FOR
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.time import SKEW
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class HeartbeatBatch:
    """Devices that sent the same number of heartbeats."""

    ids: Sequence[DeviceId]
    times: int
    addresses: Mapping[DeviceId, str]
    """By id, the address of each device that may have been offline before."""


@dataclass(slots=True)
class HeartbeatBuffer:
    """Counts the heartbeats of devices since the last flush. One per process; a crash loses seconds of `last seen`, nothing else."""

    _times: dict[DeviceId, int] = field(default_factory=dict)
    _addresses: dict[DeviceId, str] = field(default_factory=dict)

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
        by_times: dict[int, list[DeviceId]] = {}
        for device_id, times in self._times.items():
            by_times.setdefault(times, []).append(device_id)
        for times, ids in by_times.items():
            for start in range(0, len(ids), store.SEEN_TOGETHER):
                together = ids[start : start + store.SEEN_TOGETHER]
                self._forget(together, times)
                addresses = {id: self._addresses.pop(id) for id in together if id in self._addresses}
                yield HeartbeatBatch(together, times, addresses)

    def _forget(self, ids: Sequence[DeviceId], times: int) -> None:
        for device_id in ids:
            left = self._times.pop(device_id) - times
            if left:
                self._times[device_id] = left


async def come_online(context: Context, version: int) -> Done[None] | Refused:
    device_id, tenant_id = context.caller.device_id, context.caller.tenant
    context.write(store.come_online(device_id, context.now, tenant_id=tenant_id))
    return Done(None, [DomainEvent("DEVICE_ONLINE", tenant_id, Subject("device", device_id, context.caller.name), version=version)])


async def write_down(context: Context, batch: HeartbeatBatch) -> Done[None] | Refused:
    """Writes a batch, and sets those of its devices online again that were offline.

    A browser's own heartbeat does that (`come_online`), a RustDesk device's does not: after an outage they are thousands.
    """
    back = await context.fetch_all(lists.offline_among(batch.ids))
    offline = {device.id for device in back}
    if others := [id for id in batch.ids if id not in offline]:
        context.write(store.seen(others, context.now))
    if back:
        context.write(store.come_back([(device.id, batch.addresses.get(device.id, "")) for device in back], context.now))
    return Done(None, [DomainEvent("DEVICE_ONLINE", device.tenant_id, device.subject, version=device.version) for device in back])


async def notice_silence(context: Context, _: None) -> Done[int] | Refused:
    """Sets devices offline that have missed two heartbeats. The view is how many."""
    silent_since = context.now - SILENT_AFTER
    silent = await context.fetch_all(lists.silent(silent_since)) or await context.fetch_all(lists.seen_ahead(context.now + SKEW))
    context.write(*(store.go_offline(device.id, silent_since, tenant_id=device.tenant_id) for device in silent))
    events = [DomainEvent("DEVICE_OFFLINE", device.tenant_id, device.subject, version=device.version) for device in silent]
    return Done(len(silent), events)


async def forget_waiters(context: Context, _: None) -> Done[int] | Refused:
    """Turns away devices that nobody approved within a day. The view is how many."""
    waiting = await context.fetch_all(lists.waiting(context.now - WAITING_FOR))
    context.write(*(store.change_status(device.id, REJECT, context.now, within=whole(device.tenant_id)) for device in waiting))
    events = [DomainEvent("DEVICE_REJECTED", device.tenant_id, device.subject, version=device.version + 1) for device in waiting]
    return Done(len(waiting), events)
