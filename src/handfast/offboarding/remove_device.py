"""A manager deletes a device. Its credential is invalid at once, and a RustDesk device is unlinked from its customer."""

from handfast.access.policy import may
from handfast.ceremonies.linking.bind import unbind
from handfast.ceremonies.linking.customers import customer
from handfast.devices import store as devices
from handfast.devices.store import Device
from handfast.devices.unpair import remove
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


async def remove_device(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    """FORBIDDEN for a RustDesk device when the caller may not take it from its customer."""
    device = await context.fetch_one(devices.device(device_id, within=context.sight))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.kind != "rustdesk":
        return Done(None, [remove(context, device, "DEVICE_DELETED")])
    if not may(context.caller, "rustdesk.assign"):
        return Refused(Reason.FORBIDDEN)
    return Done(None, [remove(context, device, "DEVICE_DELETED"), *await _leave_customer(context, device)])


async def _leave_customer(context: Context, device: Device) -> list[DomainEvent]:
    context.write(rustdesk.free_id(device.id, context.now, tenant_id=context.caller.tenant))
    who = await customer(context, device.user_id, tenant_id=context.caller.tenant) if device.user_id else None
    return unbind(context, who, is_removed=True) if who is not None else []
