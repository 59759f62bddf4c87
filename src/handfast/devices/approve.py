"""A manager approves a waiting device or turns it away."""

from handfast.devices import store
from handfast.devices.lifecycle import REJECT
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context


async def approve(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _decide(context, device_id, approved=True)


async def reject(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _decide(context, device_id, approved=False)


async def _decide(context: Context, device_id: DeviceId, *, approved: bool) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(device_id, within=context.sight))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if not REJECT.allows(device.status):
        return Refused(Reason.NOT_WAITING)
    if approved:
        context.write(store.approve(device_id, context.now, within=context.sight))
    else:
        context.write(store.change_status(device_id, REJECT, context.now, within=context.sight))
    kind = "DEVICE_APPROVED" if approved else "DEVICE_REJECTED"
    return Done(None, [DomainEvent(kind, tenant_id, device.subject, version=device.version + 1)])
