"""A device goes: unpaired by itself, or deleted by a manager (`offboarding/remove_device.py`). Its credential is dead at once."""

from handfast.db.database import Row
from handfast.devices import store
from handfast.devices.replays import use_up
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act


async def unpair(act: Act, proof: str | None) -> Done[None] | Refused:
    """`proof`: `Call.proof_mark`."""
    if replayed := await use_up(act, proof):
        return replayed
    row = await act.reads.one(store.ONE, act.caller.own_id, act.caller.tenant)
    return Done(None, [remove(act, row, "DEVICE_UNPAIRED")]) if row else Refused(Reason.NOT_FOUND)


def remove(act: Act, row: Row, fact: str) -> Fact:
    """Lost when anything happened to the device meanwhile."""
    act.write(store.go(row["id"], act.caller.tenant, row["version"], act.now))
    return Fact(fact, act.caller.tenant, Subject("device", row["id"], row["name"]), version=row["version"] + 1)
