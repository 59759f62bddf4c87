"""A manager disables a device, or enables it again. A disabled device is refused at its next request; it keeps its credential."""

from handfast.devices import store
from handfast.devices.lifecycle import DISABLE, ENABLE, DeviceStatus
from handfast.kernel.ids import DeviceId
from handfast.kernel.lifecycle import Transition
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context


async def enable(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _switch(context, device_id, ENABLE, "DEVICE_ENABLED")


async def disable(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _switch(context, device_id, DISABLE, "DEVICE_DISABLED")


async def _switch(context: Context, device_id: DeviceId, by: Transition[DeviceStatus], kind: str) -> Done[None] | Refused:
    """Idempotent: changes nothing if the device already has the status."""
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(device_id, within=context.sight))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.status == by.target:
        return Done(None)
    if not by.allows(device.status):
        return Refused(Reason.NOT_WAITING)
    context.write(store.change_status(device_id, by, context.now, within=context.sight))
    return Done(None, [DomainEvent(kind, tenant_id, device.subject, version=device.version + 1)])
