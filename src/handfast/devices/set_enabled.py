"""A manager disables a device, or enables it again. A disabled device is refused at its next request; it keeps its credential."""

from handfast.db.raw import fetch_row
from handfast.devices import store
from handfast.devices.rules import Status
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


async def enable(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _switch(context, device_id, "blocked", "active", "DEVICE_ENABLED")


async def disable(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _switch(context, device_id, "active", "blocked", "DEVICE_DISABLED")


async def _switch(context: Context, device_id: DeviceId, expected: Status, to: Status, fact: str) -> Done[None] | Refused:
    """Idempotent: changes nothing if the device already has the status."""
    row = await fetch_row(context.reads, store.ONE, device_id, context.caller.tenant)
    if row is None or row["status"] == "waiting":
        return Refused(Reason.NOT_FOUND if row is None else Reason.NOT_WAITING)
    if row["status"] == to:
        return Done(None)
    context.write(store.move(device_id, context.caller.tenant, expected, to, context.now))
    return Done(None, [DomainEvent(fact, context.caller.tenant, Subject("device", device_id, row["name"]), version=row["version"] + 1)])
