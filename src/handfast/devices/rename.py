"""A manager gives a device another name."""

from dataclasses import dataclass

from handfast.db.raw import fetch_row
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
    row = await fetch_row(context.reads, store.ONE, command.device_id, context.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["name"] == name:
        return Done(None)
    context.write(store.rename(command.device_id, context.caller.tenant, name, context.now))
    subject = Subject("device", command.device_id, name)
    return Done(None, [DomainEvent("DEVICE_RENAMED", context.caller.tenant, subject, {"old_name": row["name"]}, row["version"] + 1)])
