"""A manager lets a device that joined again take the place of its older entry, whose credential then stops working."""

from dataclasses import dataclass

from handfast.devices import lists, store
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Replace:
    device_id: DeviceId
    predecessor_id: DeviceId


async def replace(context: Context, command: Replace) -> Done[None] | Refused:
    """Only an older entry of the same user, with the same name and fingerprint, as `get_device` offers; else NOT_FOUND."""
    tenant_id = context.caller.tenant
    offered = await context.fetch_all(lists.predecessors(command.device_id, within=context.sight))
    old = next((one for one in offered if one.id == command.predecessor_id), None)
    if old is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.remove(old.id, old.version, context.now, within=context.sight))
    subject = Subject("device", old.id, old.name)
    return Done(None, [DomainEvent("DEVICE_REPLACED", tenant_id, subject, {"by": command.device_id}, old.version + 1)])
