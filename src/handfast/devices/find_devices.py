"""The manager's list of devices, and one device with the older entry that it may replace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.db.raw import fetch_row, fetch_rows
from handfast.devices import store, view
from handfast.devices.view import DeviceView
from handfast.kernel import texts
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context

STATUSES = ("online", "offline", "blocked", "waiting")


@dataclass(frozen=True, slots=True)
class FindDevices:
    search: str = ""
    status: str | None = None
    sort: str = "name"
    after: Sequence[Any] | None = None
    limit: int = 25
    kind: str = "browser"


@dataclass(frozen=True, slots=True)
class DeviceList:
    items: list[DeviceView]
    last: tuple[Any, str] | None
    """Sort value and id of the last row, when there are more."""
    total: int
    counts: Mapping[str, int]


async def find_devices(context: Context, command: FindDevices) -> Done[DeviceList] | Refused:
    tenant_id, matching = context.caller.tenant, texts.pattern(command.search)
    sql = store.page(command.status, command.sort, after=command.after is not None)
    rows = await fetch_rows(
        context.reads, sql, tenant_id, matching, command.search, command.kind, command.limit + 1, *(command.after or ())
    )
    total = await fetch_row(context.reads, store.total(command.status), tenant_id, matching, command.search, command.kind)
    counted = {row["shown"]: row["devices"] for row in await fetch_rows(context.reads, store.COUNTS, tenant_id, command.kind)}
    counts = {status: counted.get(status, 0) for status in STATUSES}
    page = rows[: command.limit]
    last = (page[-1]["sort_value"], page[-1]["id"]) if len(rows) > command.limit else None
    everything = {"all": sum(counts.values()), **counts}
    return Done(DeviceList([view.of(row) for row in page], last, total["devices"] if total else 0, everything))


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An older entry that may be the same device, from before its storage was cleared."""

    id: str
    name: str
    last_seen_at: int | None


@dataclass(frozen=True, slots=True)
class DeviceDetails:
    device: DeviceView
    replaces: Predecessor | None


async def get_device(context: Context, device_id: DeviceId) -> Done[DeviceDetails] | Refused:
    row = await fetch_row(context.reads, store.ONE, device_id, context.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    older = await fetch_row(context.reads, store.PREDECESSORS, device_id, context.caller.tenant)
    predecessor = Predecessor(older["id"], older["name"], older["last_seen_at"]) if older else None
    return Done(DeviceDetails(view.of(row), predecessor))
