"""Who is here. A heartbeat costs no commit: it is noted in memory and written in batches; only a change of presence is told at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from handfast.devices import store
from handfast.devices.rules import SILENT_AFTER, WAITING_FOR
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.run import Act


@dataclass(slots=True)
class Heard:
    """Devices heard of since the last flush. One per process; a crash loses seconds of `last seen`, nothing else."""

    _ids: set[str] = field(default_factory=set)

    def note(self, device_id: str) -> None:
        self._ids.add(device_id)

    def take(self) -> Iterator[list[str]]:
        ids, self._ids = list(self._ids), set()
        for start in range(0, len(ids), store.SEEN_TOGETHER):
            yield ids[start : start + store.SEEN_TOGETHER]


async def come_online(act: Act, version: int) -> Done[None] | Refused:
    act.write(store.come_online(act.caller.own_id, act.caller.tenant, act.now))
    return Done(None, [Fact("DEVICE_ONLINE", act.caller.tenant, Subject("device", act.caller.own_id, act.caller.name), version=version)])


async def write_down(act: Act, ids: list[str]) -> Done[None] | Refused:
    act.write(store.seen(ids, act.now))
    return Done(None)


async def notice_silence(act: Act, _: None) -> Done[int] | Refused:
    """Devices that have missed two heartbeats go offline. The view is how many."""
    silent_since = act.now - SILENT_AFTER
    silent = await act.reads.all(store.SILENT, silent_since)
    act.write(*(store.go_offline(row["id"], row["tenant_id"], silent_since) for row in silent))
    facts = [Fact("DEVICE_OFFLINE", r["tenant_id"], Subject("device", r["id"], r["name"]), version=r["version"]) for r in silent]
    return Done(len(silent), facts)


async def forget_waiters(act: Act, _: None) -> Done[int] | Refused:
    """Devices nobody approved within a day are turned away."""
    rows = await act.reads.all(store.FORGOTTEN_WAITERS, act.now - WAITING_FOR)
    act.write(*(store.move(row["id"], row["tenant_id"], "waiting", "gone", act.now) for row in rows))
    facts = [
        Fact("DEVICE_REJECTED", row["tenant_id"], Subject("device", row["id"], row["name"]), version=row["version"] + 1) for row in rows
    ]
    return Done(len(rows), facts)
