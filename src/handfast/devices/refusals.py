"""Refused requests of a device: each is counted, the audit trail gets one row an hour, and more than five raise an alert."""

from handfast.db.raw import Row, commit_row, fetch_row
from handfast.devices import store
from handfast.devices.rules import MOST_FAILURES_BEFORE_ALERT
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.limits import store as limits
from handfast.limits.rules import REFUSED_DEVICE, Bucket
from handfast.runner.context import Context, Once

_FAILURE: Once[Row] = Once("failure")


async def note_refusal(context: Context, reason: Reason) -> Refused:
    device, tenant_id = Subject("device", context.caller.device_id, context.caller.name), context.caller.tenant
    counted = await context.once(_FAILURE, lambda: commit_row(context, store.COUNT_FAILURE, device.id, tenant_id))
    events = []
    bucket = Bucket(REFUSED_DEVICE, context.caller.device_id)
    if await limits.wait(context.reads, [bucket], context.now) is None:
        context.write(limits.spend(bucket, context.now))
        events.append(DomainEvent("DEVICE_REFUSED", tenant_id, device, {"reason": reason.value}))
    if counted is not None and counted["failures"] == MOST_FAILURES_BEFORE_ALERT + 1:
        events.append(DomainEvent("ALERT", tenant_id, device, {"what": "requests that had to be refused"}))
    return Refused(reason, events=events)


async def end_family(context: Context, generation: int) -> Done[None] | Refused:
    """A credential that the device itself had replaced was used again: somebody copied one of the two, so both end."""
    device, tenant_id = Subject("device", context.caller.device_id, context.caller.name), context.caller.tenant
    row = await fetch_row(context.reads, store.ONE, device.id, tenant_id)
    if row is None or row["generation"] != generation:
        return Done(None)
    context.write(store.advance(context.caller.device_id, tenant_id, generation, context.now))
    alert = DomainEvent("ALERT", tenant_id, device, {"what": "use of a credential that had been replaced"})
    return Done(None, [DomainEvent("DEVICE_TOKEN_REUSED", tenant_id, device, version=row["version"] + 1), alert])
