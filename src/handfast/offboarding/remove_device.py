"""A manager deletes a device. Its credential is dead at once, and a RustDesk device leaves its customer with it."""

from handfast.access.policy import may
from handfast.ceremonies.linking.bind import unbind
from handfast.ceremonies.linking.customers import customer
from handfast.db.database import Row
from handfast.devices import store as devices
from handfast.devices.unpair import remove
from handfast.kernel.outcomes import Done, Fact, Reason, Refused
from handfast.runner.run import Act
from handfast.rustdesk.registry import store as rustdesk


async def remove_device(act: Act, device_id: str) -> Done[None] | Refused:
    """FORBIDDEN for a RustDesk device when the caller may not take it from its customer."""
    row = await act.reads.one(devices.ONE, device_id, act.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["kind"] != "rustdesk":
        return Done(None, [remove(act, row, "DEVICE_DELETED")])
    if not may(act.caller, "rustdesk.assign"):
        return Refused(Reason.FORBIDDEN)
    return Done(None, [remove(act, row, "DEVICE_DELETED"), *await _leave_customer(act, row)])


async def _leave_customer(act: Act, row: Row) -> list[Fact]:
    act.write(rustdesk.free_id(row["id"], act.caller.tenant, act.now))
    who = await customer(act, act.caller.tenant, row["person_id"]) if row["person_id"] else None
    return unbind(act, who, is_gone=True) if who is not None else []
