"""A manager lets a device that joined again take the place of its older entry, whose credential then stops working."""

from dataclasses import dataclass

from handfast.db.raw import fetch_rows
from handfast.devices import store
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Replace:
    device_id: DeviceId
    predecessor_id: str


async def replace(context: Context, command: Replace) -> Done[None] | Refused:
    """Only an older entry of the same user, with the same name and fingerprint, as `get_device` offers; else NOT_FOUND."""
    offered = await fetch_rows(context.reads, store.PREDECESSORS, command.device_id, context.caller.tenant)
    old = next((row for row in offered if row["id"] == command.predecessor_id), None)
    if old is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.go(old["id"], context.caller.tenant, old["version"], context.now))
    subject = Subject("device", old["id"], old["name"])
    return Done(None, [DomainEvent("DEVICE_REPLACED", context.caller.tenant, subject, {"by": command.device_id}, old["version"] + 1)])
