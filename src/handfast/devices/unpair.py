"""Removes a device that unpairs itself, or that a manager deletes (`offboarding/remove_device.py`). Its credential ends at once."""

from handfast.devices import store
from handfast.devices.replays import use_up
from handfast.devices.store import Device
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context


async def unpair(context: Context, proof: str | None) -> Done[None] | Refused:
    """`proof`: `Call.proof_mark`."""
    if context.caller.credential is None:
        return Refused(Reason.FORBIDDEN)  # an access token of minutes does not end what the device holds; `POST /oauth/revoke` does
    if replayed := await use_up(context, proof):
        return replayed
    device = await context.fetch_one(store.device(context.caller.device_id, within=context.sight))
    return Done(None, [remove(context, device, "DEVICE_UNPAIRED")]) if device else Refused(Reason.NOT_FOUND)


def remove(context: Context, device: Device, event_kind: str) -> DomainEvent:
    """Conflict if anything happened to the device in the meantime."""
    tenant_id = context.caller.tenant
    context.write(store.remove(device.id, device.version, context.now, within=context.sight))
    return DomainEvent(event_kind, tenant_id, device.subject, version=device.version + 1)
