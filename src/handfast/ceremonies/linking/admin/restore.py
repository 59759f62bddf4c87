"""Step 4. Restores a device within thirty days of its removal."""

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.ceremonies.linking.admin.view import device_of
from handfast.db.raw import fetch_row
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


async def restore(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    row = await fetch_row(context.reads, store.ONE_REMOVED, tenant_id, device_id, restorable_since(context.now))
    if row is None:
        return Refused(Reason.NOT_FOUND)
    device = device_of(row, context.now)
    if await fetch_row(context.reads, store.ONE_BY_RUSTDESK_ID, tenant_id, device.rustdesk_id):
        return Refused(Reason.RUSTDESK_ID_TAKEN)
    context.write(*rustdesk.restore(device_id, tenant_id, context.now))
    return Done(None, [DomainEvent("DEVICE_RESTORED", tenant_id, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version + 1)])
