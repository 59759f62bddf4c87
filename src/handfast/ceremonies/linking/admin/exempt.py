"""Step 3. Exempts a device from the pairing requirement, or ends that: who, why and until when stand in the record and in the trail."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.view import AdminDevice, Exemption, device_of, find
from handfast.kernel.outcomes import Done, Fact, Reason, Refused
from handfast.kernel.texts import display_name
from handfast.kernel.wording import day_and_time
from handfast.runner.run import Act
from handfast.users.rules import invalid


@dataclass(frozen=True, slots=True)
class Exempt:
    device_id: str
    reason: str
    until: int | None


async def exempt(act: Act, wish: Exempt) -> Done[None] | Refused:
    reason = display_name(wish.reason, 200)
    if reason is None:
        return invalid("reason", "Give a reason of 1 to 200 characters")
    if wish.until is not None and wish.until <= act.now:
        return invalid("until", "This moment has passed")
    device = await find(act, wish.device_id)
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.exemption == Exemption(reason, wish.until, act.caller.name):
        return Done(None)
    act.write(store.exempt(device.id, act.caller.tenant, reason, wish.until, act.caller.name))
    details = {"because": reason, "until": "" if wish.until is None else f" until {day_and_time(wish.until)}"}
    return Done(None, [Fact("DEVICE_EXEMPTED", act.caller.tenant, device.subject, details, device.version)])


async def exempted(act: Act, _: None) -> Done[Sequence[AdminDevice]] | Refused:
    """The devices that are exempt now, by name."""
    return Done([device_of(row, act.now) for row in await act.reads.all(store.EXEMPT, act.caller.tenant, act.now)])


async def end_exemption(act: Act, device_id: str) -> Done[None] | Refused:
    device = await find(act, device_id)
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.exemption is None:
        return Done(None)
    act.write(store.exempt(device.id, act.caller.tenant, None, None, None))
    return Done(None, [Fact("DEVICE_EXEMPTION_ENDED", act.caller.tenant, device.subject, version=device.version)])
