"""The manager's list of devices, and one device with the older entry that it may replace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handfast.devices import lists, store
from handfast.devices.lists import STATUSES, Cursor, Filter, Predecessor, SortOrder
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
    total: int
    counts: Mapping[str, int]


async def find_devices(context: Context, command: FindDevices) -> Done[DeviceList] | Refused:
    tenant_id, chosen = context.caller.tenant, command.chosen
    rows = await context.fetch_all(lists.page(chosen, command.order, command.limit + 1, command.after, tenant_id=tenant_id))
    total = await context.fetch_one(lists.total(chosen, tenant_id=tenant_id))
    counted = {row.shown: row.devices for row in await context.fetch_all(lists.counts(chosen.kind, tenant_id=tenant_id))}
    counts = {str(status): counted.get(status, 0) for status in STATUSES}
    page = rows[: command.limit]
    following = lists.cursor(page[-1], command.order) if len(rows) > command.limit else None
    return Done(DeviceList(page, following, total or 0, {"all": sum(counts.values()), **counts}))


@dataclass(frozen=True, slots=True)
class DeviceDetails:
    device: Device
    replaces: Predecessor | None


async def get_device(context: Context, device_id: DeviceId) -> Done[DeviceDetails] | Refused:
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(device_id, tenant_id=tenant_id))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    predecessor = await context.fetch_one(lists.predecessors(device_id, tenant_id=tenant_id))
    return Done(DeviceDetails(device, predecessor))
