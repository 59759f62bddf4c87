"""The manager's list of devices, and one device with the older entry that it may replace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handfast.db.bounded import MOST_COUNTED
from handfast.devices import lists, store
from handfast.devices.lists import Cursor, Filter, Predecessor, SortOrder
from handfast.devices.store import Device
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class FindDevices:
    chosen: Filter
    order: SortOrder = "name"
    after: Cursor | None = None
    limit: int = 25


@dataclass(frozen=True, slots=True)
class DeviceList:
    items: Sequence[Device]
    next: Cursor | None
    """None on the last page."""
    total: int | None
    """At most MOST_COUNTED. None when the search stopped before it had looked through everything."""
    counts: Mapping[str, int]
    """Each at most MOST_COUNTED."""


async def find_devices(context: Context, command: FindDevices) -> Done[DeviceList] | Refused:
    within, chosen = context.sight, command.chosen
    rows = await context.fetch_all(lists.page(chosen, command.order, command.limit + 1, command.after, within=within))
    counted = await context.fetch_all(lists.counts(chosen.kind, within=within))
    counts = {"all": min(sum(row.devices for row in counted), MOST_COUNTED), **{str(row.shown): row.devices for row in counted}}
    page = rows[: command.limit]
    following = lists.cursor(page[-1], command.order) if len(rows) > command.limit else None
    return Done(DeviceList(page, following, await _total(context, chosen, counts), counts))


async def _total(context: Context, chosen: Filter, counts: Mapping[str, int]) -> int | None:
    if not chosen.search:
        return counts[chosen.status or "all"]
    found = await context.fetch_one(lists.total_found(chosen, within=context.sight))
    return found.total if found else 0


@dataclass(frozen=True, slots=True)
class DeviceDetails:
    device: Device
    replaces: Predecessor | None


async def get_device(context: Context, device_id: DeviceId) -> Done[DeviceDetails] | Refused:
    within = context.sight
    device = await context.fetch_one(store.device(device_id, within=within))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    predecessor = await context.fetch_one(lists.predecessors(device_id, within=within))
    return Done(DeviceDetails(device, predecessor))
