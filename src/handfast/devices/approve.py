"""A manager approves a waiting device or turns it away."""

from handfast.db.raw import fetch_row
from handfast.devices import store
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


async def approve(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _decide(context, device_id, approved=True)


async def reject(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    return await _decide(context, device_id, approved=False)


async def _decide(context: Context, device_id: DeviceId, *, approved: bool) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    row = await fetch_row(context.reads, store.ONE, device_id, tenant_id)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["status"] != "waiting":
        return Refused(Reason.NOT_WAITING)
    if approved:
        context.write(store.approve(device_id, tenant_id, context.now))
    else:
        context.write(store.move(device_id, tenant_id, "waiting", "gone", context.now))
    kind = "DEVICE_APPROVED" if approved else "DEVICE_REJECTED"
    return Done(None, [DomainEvent(kind, tenant_id, Subject("device", device_id, row["name"]), version=row["version"] + 1)])
