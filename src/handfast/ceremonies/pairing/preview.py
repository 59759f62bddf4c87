"""Step 3. The device asks whose code it presents, so that the person holding it can decide whether to join.

The code is not used up; a wrong one counts as a guess.
"""

from dataclasses import dataclass

from handfast.ceremonies.pairing import rules
from handfast.ceremonies.pairing.find import Presented, find, right
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Preview:
    restaurant_id: str
    restaurant_name: str
    manager_name: str
    expires_at: int
    device_name: str | None
    needs_approval: bool
    support_contact: str
    now: int


async def preview(context: Context, presented: Presented) -> Done[Preview] | Refused:
    found = await find(context, presented)
    if isinstance(found, Refused):
        return found
    right(context, presented, found)
    pairing_code = found.pairing_code
    waits = rules.needs_approval(
        pairing_code.settings.approval,
        typed=presented.typed,
        is_escalated=found.escalated,
        issued_from=pairing_code.issued_from,
        redeemed_from=context.caller.address,
    )
    contact = pairing_code.settings.support_contact
    return Done(
        Preview(
            pairing_code.tenant_id,
            pairing_code.tenant_name,
            pairing_code.issuer_name,
            pairing_code.expires_at,
            pairing_code.device_name,
            waits,
            contact,
            context.now,
        )
    )
