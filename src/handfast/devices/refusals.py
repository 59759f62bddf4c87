"""When a device's request is refused: it is counted, told to the trail once an hour, and past five an alert is raised."""

from handfast.devices import store
from handfast.devices.rules import MOST_FAILURES_BEFORE_ALERT
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.limits import store as limits
from handfast.limits.rules import REFUSED_DEVICE, Bucket
from handfast.runner.run import Act


async def note_refusal(act: Act, reason: Reason) -> Refused:
    device, tenant_id = Subject("device", act.caller.own_id, act.caller.name), act.caller.tenant
    if "failures" not in act.memory:
        act.memory["failures"] = await act.at_once(store.COUNT_FAILURE, device.id, tenant_id)
    counted = act.memory["failures"]
    happened = []
    bucket = Bucket(REFUSED_DEVICE, act.caller.own_id)
    if await limits.wait(act.reads, [bucket], act.now) is None:
        act.write(limits.spend(bucket, act.now))
        happened.append(Fact("DEVICE_REFUSED", tenant_id, device, {"reason": reason.value}))
    if counted is not None and counted["failures"] == MOST_FAILURES_BEFORE_ALERT + 1:
        happened.append(Fact("ALERT", tenant_id, device, {"what": "requests that had to be refused"}))
    return Refused(reason, happened=happened)


async def end_family(act: Act, generation: int) -> Done[None] | Refused:
    """A credential that the device itself had replaced came back: somebody copied one of the two, so both end."""
    device, tenant_id = Subject("device", act.caller.own_id, act.caller.name), act.caller.tenant
    row = await act.reads.one(store.ONE, device.id, tenant_id)
    if row is None or row["generation"] != generation:
        return Done(None)
    act.write(store.advance(act.caller.own_id, tenant_id, generation, act.now))
    alert = Fact("ALERT", tenant_id, device, {"what": "use of a credential that had been replaced"})
    return Done(None, [Fact("DEVICE_TOKEN_REUSED", tenant_id, device, version=row["version"] + 1), alert])
