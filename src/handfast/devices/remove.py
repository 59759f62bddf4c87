"""A device goes: deleted by a manager, or unpaired by itself. Its credential is dead at once."""

from handfast.devices import store
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.run import Act


async def delete(act: Act, device_id: str) -> Done[None] | Refused:
    return await _remove(act, device_id, "DEVICE_DELETED")


async def unpair(act: Act, _: None) -> Done[None] | Refused:
    return await _remove(act, act.caller.own_id, "DEVICE_UNPAIRED")


async def _remove(act: Act, device_id: str, kind: str) -> Done[None] | Refused:
    tenant_id = act.caller.tenant
    row = await act.reads.one(store.ONE, device_id, tenant_id)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    act.write(store.move(device_id, tenant_id, row["status"], "gone", act.now))
    if row["kind"] == "rustdesk":
        act.write(store.unlink(device_id, tenant_id), store.free_rustdesk_id(device_id, tenant_id, act.now))
    return Done(None, [Fact(kind, tenant_id, Subject("device", device_id, row["name"]), version=row["version"] + 1)])
