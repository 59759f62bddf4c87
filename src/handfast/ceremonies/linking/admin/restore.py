"""Step 4. Brings a removed device back, for thirty days after it went."""

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.ceremonies.linking.admin.view import device_of
from handfast.kernel.outcomes import Done, Fact, Reason, Refused
from handfast.runner.run import Act


async def restore(act: Act, device_id: str) -> Done[None] | Refused:
    tenant_id = act.caller.tenant
    row = await act.reads.one(store.ONE_REMOVED, tenant_id, device_id, restorable_since(act.now))
    if row is None:
        return Refused(Reason.NOT_FOUND)
    device = device_of(row, act.now)
    if await act.reads.one(store.ONE_BY_RUSTDESK_ID, tenant_id, device.rustdesk_id):
        return Refused(Reason.RUSTDESK_ID_TAKEN)
    act.write(*store.restore(device_id, tenant_id, act.now))
    return Done(None, [Fact("DEVICE_RESTORED", tenant_id, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version + 1)])
