"""Step 3. The device asks whose code it presents, so that the person holding it can decide whether to join.

The code is not used up; a wrong one counts as a guess.
"""

from dataclasses import dataclass

from handfast.ceremonies.pairing import guesses
from handfast.ceremonies.pairing.present import Presented, present
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
    found = await present(context, presented)
    if isinstance(found, Refused):
        return found
    guesses.guard(context, found.budget, found.escalation)
    pairing_code = found.pairing_code
    return Done(
        Preview(
            pairing_code.tenant_id,
            pairing_code.tenant_name,
            pairing_code.issuer_name,
            pairing_code.status.expires_at,
            pairing_code.device_name,
            found.needs_approval(context.caller.address),
            pairing_code.settings.support_contact,
            context.now,
        )
    )
