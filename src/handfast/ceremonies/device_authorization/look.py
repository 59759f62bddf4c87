"""Step 2. Shows a user what asks to be let in, and draws the number that they compare."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.present import Presented, present
from handfast.ceremonies.device_authorization.risks import Judged, judge
from handfast.ceremonies.device_authorization.rules import choices, draw_number
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Looked:
    presented: Presented
    judged: Judged
    numbers: tuple[int, ...] | None
    """The one that the device shows among others; None if there is nothing to compare."""


async def look(context: Context, user_code: str) -> Done[Looked] | Refused:
    presented = await present(context, user_code)
    if isinstance(presented, Refused):
        return presented
    judged = await judge(context, presented)
    if isinstance(judged, Refused):
        return judged
    if not judged.needs_number:
        return Done(Looked(presented, judged, None))
    grant, number, events = presented.grant, presented.grant.number, []
    if number is None:
        number = draw_number(context.random)
        context.write(store.draw(grant.id, number, context.caller.user_id, context.now, tenant_id=presented.tenant_id))
        events.append(DomainEvent("DEVICE_GRANT_LOOKED", presented.tenant_id, Subject("grant", grant.id, grant.device_name)))
    return Done(Looked(presented, judged, tuple(choices(context.keys.active, grant.id, number))), events)
