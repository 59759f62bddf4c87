"""Step 3. Exempts a device from the pairing requirement, or ends that. The record and the audit trail say who, why and until when."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import AdminDevice, Exemption
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
        return invalid("until", "This date is in the past")
    device = await context.fetch_one(store.device(command.device_id, tenant_id=context.caller.tenant))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.exemption(context.now) == Exemption(reason, command.until, context.caller.name):
        return Done(None)
    context.write(rustdesk.exempt(device.id, reason, command.until, context.caller.name, tenant_id=context.caller.tenant))
    details = {"because": reason, "until": "" if command.until is None else f" until {day_and_time(command.until)}"}
    return Done(None, [DomainEvent("DEVICE_EXEMPTED", context.caller.tenant, device.subject, details, device.version)])


async def exempted(context: Context, _: None) -> Done[Sequence[AdminDevice]] | Refused:
    """The devices that are exempt now, by name."""
    return Done(await context.fetch_all(store.exempt(context.now, tenant_id=context.caller.tenant)))


async def end_exemption(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    device = await context.fetch_one(store.device(device_id, tenant_id=context.caller.tenant))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.exemption(context.now) is None:
        return Done(None)
    context.write(rustdesk.exempt(device.id, None, None, None, tenant_id=context.caller.tenant))
    return Done(None, [DomainEvent("DEVICE_EXEMPTION_ENDED", context.caller.tenant, device.subject, version=device.version)])
