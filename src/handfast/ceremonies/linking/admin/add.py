"""Step 1. Finds the record of a device by its RustDesk ID, or makes it; either way it gets the name that is sent, if any."""

from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import AdminDevice
from handfast.ceremonies.linking.bind import has_room
from handfast.devices import store as devices
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import DeviceId, RustdeskId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.kernel.texts import display_name
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.ids import default_name, is_rustdesk_id, without_blanks
from handfast.users.rules import invalid, invalid_name


@dataclass(frozen=True, slots=True)
class AddDevice:
    rustdesk_id: RustdeskId
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    device: AdminDevice
    is_new: bool


async def add(context: Context, command: AddDevice) -> Done[Added] | Refused:
    tenant_id, typed = context.caller.tenant, without_blanks(command.rustdesk_id)
    if not is_rustdesk_id(typed):
        return invalid("rustdesk_id", "A RustDesk ID has 6 to 10 digits and does not begin with 0, or is a name of 6 characters or more")
    name = display_name(command.name) if command.name else None
    if command.name and name is None:
        return invalid_name()
    rustdesk_id = await rustdesk.spelled(context.reads, typed, tenant_id=tenant_id)
    known = await context.fetch_one(store.by_rustdesk_id(rustdesk_id, tenant_id=tenant_id))
    if known is not None:
        return await _found(context, known, name)
    if not await has_room(context, tenant_id):
        return Refused(Reason.DEVICE_QUOTA)
    id, name = DeviceId(context.random.id()), name or default_name(rustdesk_id)
    context.write(*rustdesk.add(id, rustdesk_id, name, context.now, tenant_id=tenant_id))
    made = AdminDevice(id, name, DeviceStatus.ACTIVE, "offline", None, 1, rustdesk_id, "", "", 0, context.now)
    return Done(Added(made, is_new=True), [_added(context, made)])


async def _found(context: Context, device: AdminDevice, name: str | None) -> Done[Added] | Refused:
    """Keeps the device in the admins' list from now on, and renames it if a name was sent."""
    context.write(rustdesk.take_up(device.id, tenant_id=context.caller.tenant))
    events = [_added(context, device)] if device.is_named_only else []
    if name is None or name == device.name:
        return Done(Added(device, is_new=False), events)
    stored = await context.fetch_one(devices.device(device.id, within=context.sight))
    if stored is None:
        return Refused(Reason.NOT_FOUND)
    context.write(devices.rename(stored, name, context.now, within=context.sight))
    named = device._replace(name=name, version=device.version + 1)
    renamed = DomainEvent("DEVICE_RENAMED", context.caller.tenant, named.subject, {"old_name": device.name}, named.version)
    return Done(Added(named, is_new=False), [*events, renamed])


def _added(context: Context, device: AdminDevice) -> DomainEvent:
    return DomainEvent("DEVICE_ADDED", context.caller.tenant, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version)
