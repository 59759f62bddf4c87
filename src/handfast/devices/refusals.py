"""Refused requests of a device: each is counted, the audit trail gets one row an hour, and more than five raise an alert."""

from handfast.devices import store
from handfast.devices.rules import MOST_FAILURES_BEFORE_ALERT
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.limits import store as limits
from handfast.limits.rules import REFUSED_DEVICE, Bucket
from handfast.runner.context import Context, Once

_FAILURE: Once[int] = Once("failure")


async def note_refusal(context: Context, reason: Reason) -> Refused:
    device_id, tenant_id = context.caller.device_id, context.caller.tenant
    device = Subject("device", device_id, context.caller.name)
    failures = await context.once(_FAILURE, lambda: context.commit_now(store.count_failure(device_id, tenant_id=tenant_id)))
    events = []
    bucket = Bucket(REFUSED_DEVICE, device_id)
    if await limits.wait(context.reads, [bucket], context.now) is None:
        context.write(limits.spend(bucket, context.now))
        events.append(DomainEvent("DEVICE_REFUSED", tenant_id, device, {"reason": reason.value}))
    if failures == MOST_FAILURES_BEFORE_ALERT + 1:
        events.append(DomainEvent("ALERT", tenant_id, device, {"what": f"more than {MOST_FAILURES_BEFORE_ALERT} refused requests"}))
    return Refused(reason, events=events)


async def end_family(context: Context, generation: int) -> Done[None] | Refused:
    """A credential that the device itself had replaced was used again: somebody copied one of the two, so both end."""
    device_id, tenant_id = context.caller.device_id, context.caller.tenant
    known = await context.fetch_one(store.device(device_id, within=context.sight))
    if known is None or known.generation != generation:
        return Done(None)
    context.write(store.advance(device_id, generation, context.now, tenant_id=tenant_id))
    device = Subject("device", device_id, context.caller.name)
    alert = DomainEvent("ALERT", tenant_id, device, {"what": "a credential that had been replaced was used again"})
    return Done(None, [DomainEvent("DEVICE_TOKEN_REUSED", tenant_id, device, version=known.version + 1), alert])
