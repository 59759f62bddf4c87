"""Step 3. Exempts a device from the pairing requirement, or ends that. The record and the audit trail say who, why and until when."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.view import AdminDevice, Exemption, device_of, find
from handfast.db.raw import fetch_rows
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.kernel.texts import display_name
from handfast.kernel.wording import day_and_time
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.users.rules import invalid


@dataclass(frozen=True, slots=True)
class Exempt:
    device_id: DeviceId
    reason: str
    until: int | None


async def exempt(context: Context, command: Exempt) -> Done[None] | Refused:
    reason = display_name(command.reason, 200)
    if reason is None:
        return invalid("reason", "Give a reason of 1 to 200 characters")
    if command.until is not None and command.until <= context.now:
        return invalid("until", "This moment has passed")
    device = await find(context, command.device_id)
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.exemption == Exemption(reason, command.until, context.caller.name):
        return Done(None)
    context.write(rustdesk.exempt(device.id, context.caller.tenant, reason, command.until, context.caller.name))
    details = {"because": reason, "until": "" if command.until is None else f" until {day_and_time(command.until)}"}
    return Done(None, [DomainEvent("DEVICE_EXEMPTED", context.caller.tenant, device.subject, details, device.version)])


async def exempted(context: Context, _: None) -> Done[Sequence[AdminDevice]] | Refused:
    """The devices that are exempt now, by name."""
    return Done([device_of(row, context.now) for row in await fetch_rows(context.reads, store.EXEMPT, context.caller.tenant, context.now)])


async def end_exemption(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    device = await find(context, device_id)
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.exemption is None:
        return Done(None)
    context.write(rustdesk.exempt(device.id, context.caller.tenant, None, None, None))
    return Done(None, [DomainEvent("DEVICE_EXEMPTION_ENDED", context.caller.tenant, device.subject, version=device.version)])
