"""A manager gives a device another name."""

from dataclasses import dataclass

from handfast.devices import store
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.texts import display_name
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Rename:
    device_id: DeviceId
    name: str


async def rename(context: Context, command: Rename) -> Done[None] | Refused:
    name = display_name(command.name)
    if name is None:
        return Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": "name", "message": "A name has 1 to 100 visible characters"}]})
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(command.device_id, within=context.sight))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.name == name:
        return Done(None)
    context.write(store.rename(device, name, context.now, within=context.sight))
    subject = Subject("device", device.id, name)
    return Done(None, [DomainEvent("DEVICE_RENAMED", tenant_id, subject, {"old_name": device.name}, device.version + 1)])
