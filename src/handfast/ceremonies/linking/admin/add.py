"""Step 1. Finds the record of a device by its RustDesk ID, or makes it; either way it bears the name that is sent, if one is."""

from dataclasses import dataclass, replace

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.view import AdminDevice, device_of
from handfast.devices import store as devices
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.kernel.texts import display_name
from handfast.runner.run import Act
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.ids import default_name, is_rustdesk_id, without_blanks
from handfast.users.rules import invalid, invalid_name


@dataclass(frozen=True, slots=True)
class NewDevice:
    rustdesk_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    device: AdminDevice
    is_new: bool


async def add(act: Act, wish: NewDevice) -> Done[Added] | Refused:
    tenant_id, typed = act.caller.tenant, without_blanks(wish.rustdesk_id)
    if not is_rustdesk_id(typed):
        return invalid("rustdesk_id", "A RustDesk ID has 6 to 10 digits and does not begin with 0, or is a name of 6 characters or more")
    name = display_name(wish.name) if wish.name else None
    if wish.name and name is None:
        return invalid_name()
    rustdesk_id = await rustdesk.spelled(act.reads, tenant_id, typed)
    row = await act.reads.one(store.ONE_BY_RUSTDESK_ID, tenant_id, rustdesk_id)
    if row is not None:
        return _found(act, device_of(row, act.now), name)
    id, name = act.random.id(), name or default_name(rustdesk_id)
    act.write(*rustdesk.add(id, tenant_id, rustdesk_id, name, act.now))
    made = AdminDevice(id, rustdesk_id, name, "", "", "never_seen", None, act.now, None, None, None, None, 0, None, 1)
    fact = Fact("DEVICE_ADDED", tenant_id, Subject("device", id, name), {"rustdesk_id": rustdesk_id}, 1)
    return Done(Added(made, is_new=True), [fact])


def _found(act: Act, device: AdminDevice, name: str | None) -> Done[Added]:
    """It is the admin's from now on, under the name that they gave it, if any."""
    act.write(rustdesk.take_up(device.id, act.caller.tenant))
    if name is None or name == device.name:
        return Done(Added(device, is_new=False))
    act.write(devices.rename(device.id, act.caller.tenant, name, act.now))
    named = replace(device, name=name, version=device.version + 1)
    return Done(
        Added(named, is_new=False), [Fact("DEVICE_RENAMED", act.caller.tenant, named.subject, {"old_name": device.name}, named.version)]
    )
