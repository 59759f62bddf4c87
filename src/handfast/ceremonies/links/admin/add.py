"""Step 1. Finds the record of a device by its RustDesk ID, or makes it."""

from dataclasses import dataclass

from handfast.ceremonies.links.admin import store
from handfast.ceremonies.links.admin.view import AdminDevice, device_of
from handfast.devices.rustdesk import store as rustdesk
from handfast.devices.rustdesk.rules import default_name, is_rustdesk_id, without_blanks
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.kernel.texts import display_name
from handfast.people.rules import invalid, invalid_name
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class NewDevice:
    rustdesk_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    device: AdminDevice
    is_new: bool


async def add(act: Act, wish: NewDevice) -> Done[Added] | Refused:
    tenant_id, rustdesk_id = act.caller.tenant, without_blanks(wish.rustdesk_id)
    if not is_rustdesk_id(rustdesk_id, "any") and not is_rustdesk_id(rustdesk_id, "strict9"):
        return invalid("rustdesk_id", "A RustDesk ID has 6 to 10 digits")
    name = display_name(wish.name) if wish.name else default_name(rustdesk_id)
    if name is None:
        return invalid_name()
    row = await act.reads.one(store.ONE_BY_RUSTDESK_ID, tenant_id, rustdesk_id)
    if row is not None:
        return Done(Added(device_of(row, act.now), is_new=False))
    id = act.random.id()
    act.write(*rustdesk.add(id, tenant_id, rustdesk_id, name, act.now))
    made = AdminDevice(id, rustdesk_id, name, "", "", "never_seen", None, act.now, None, None, None, None, 0, None, 1)
    fact = Fact("DEVICE_ADDED", tenant_id, Subject("device", id, name), {"rustdesk_id": rustdesk_id}, 1)
    return Done(Added(made, is_new=True), [fact])
