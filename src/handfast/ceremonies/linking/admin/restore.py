"""Step 4. Restores a device within thirty days of its removal."""

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.ceremonies.linking.bind import has_room
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


async def restore(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.removed_device(device_id, restorable_since(context.now), tenant_id=tenant_id))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if await context.fetch_one(store.by_rustdesk_id(device.rustdesk_id, tenant_id=tenant_id)) is not None:
        return Refused(Reason.RUSTDESK_ID_TAKEN)
    if not await has_room(context, tenant_id):
        return Refused(Reason.DEVICE_QUOTA)
    context.write(*rustdesk.restore(device_id, context.now, tenant_id=tenant_id))
    return Done(None, [DomainEvent("DEVICE_RESTORED", tenant_id, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version + 1)])
