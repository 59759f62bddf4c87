"""Removes a device that unpairs itself, or that a manager deletes (`offboarding/remove_device.py`). Its credential ends at once."""

from handfast.db.raw import Row, fetch_row
from handfast.devices import store
from handfast.devices.replays import use_up
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


async def unpair(context: Context, proof: str | None) -> Done[None] | Refused:
    """`proof`: `Call.proof_mark`."""
    if replayed := await use_up(context, proof):
        return replayed
    row = await fetch_row(context.reads, store.ONE, context.caller.device_id, context.caller.tenant)
    return Done(None, [remove(context, row, "DEVICE_UNPAIRED")]) if row else Refused(Reason.NOT_FOUND)


def remove(context: Context, row: Row, fact: str) -> DomainEvent:
    """Conflict if anything happened to the device in the meantime."""
    context.write(store.go(row["id"], context.caller.tenant, row["version"], context.now))
    return DomainEvent(fact, context.caller.tenant, Subject("device", row["id"], row["name"]), version=row["version"] + 1)
