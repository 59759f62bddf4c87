"""A device goes: deleted by a manager, or unpaired by itself. Its credential is dead at once."""

from handfast.access.policy import may
from handfast.db.database import Row
from handfast.devices import store
from handfast.devices.replays import use_up
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.rustdesk.registry.letters import Reader, tell_unlinked


async def delete(act: Act, device_id: str) -> Done[None] | Refused:
    """A RustDesk device is taken from its customer with it: that is for who may do so."""
    row = await act.reads.one(store.ONE, device_id, act.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["kind"] == "rustdesk" and not may(act.caller, "rustdesk.assign"):
        return Refused(Reason.FORBIDDEN)
    return Done(None, _remove(act, row, "DEVICE_DELETED"))


async def unpair(act: Act, proof: str | None) -> Done[None] | Refused:
    """`proof`: `Call.proof_mark`."""
    if replayed := await use_up(act, proof):
        return replayed
    row = await act.reads.one(store.ONE, act.caller.own_id, act.caller.tenant)
    return Done(None, _remove(act, row, "DEVICE_UNPAIRED")) if row else Refused(Reason.NOT_FOUND)


def _remove(act: Act, row: Row, fact: str) -> list[Fact]:
    device_id, tenant_id = row["id"], act.caller.tenant
    act.write(store.go(device_id, tenant_id, row["version"], act.now))
    happened = [Fact(fact, tenant_id, Subject("device", device_id, row["name"]), version=row["version"] + 1)]
    if row["rustdesk_id"] is None:
        return happened
    act.write(store.unlink(device_id, tenant_id), store.free_rustdesk_id(device_id, tenant_id, act.now))
    if row["person_id"] is not None:
        details = {"rustdesk_id": row["rustdesk_id"], "device_id": device_id}
        tell_unlinked(act, Reader(row["person_name"], row["person_email"], tenant_id), row["rustdesk_id"])
        happened.append(Fact("UNLINKED", tenant_id, Subject("person", row["person_id"], row["person_name"]), details))
    return happened
