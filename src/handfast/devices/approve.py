"""A device that waits for a manager's word gets it: in, or turned away."""

from handfast.devices import store
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act


async def approve(act: Act, device_id: str) -> Done[None] | Refused:
    return await _decide(act, device_id, approved=True)


async def reject(act: Act, device_id: str) -> Done[None] | Refused:
    return await _decide(act, device_id, approved=False)


async def _decide(act: Act, device_id: str, *, approved: bool) -> Done[None] | Refused:
    tenant_id = act.caller.tenant
    row = await act.reads.one(store.ONE, device_id, tenant_id)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["status"] != "waiting":
        return Refused(Reason.NOT_WAITING)
    if approved:
        act.write(store.approve(device_id, tenant_id, act.now))
    else:
        act.write(store.move(device_id, tenant_id, "waiting", "gone", act.now))
    kind = "DEVICE_APPROVED" if approved else "DEVICE_REJECTED"
    return Done(None, [Fact(kind, tenant_id, Subject("device", device_id, row["name"]), version=row["version"] + 1)])
