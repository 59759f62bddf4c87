"""Step 3. The device asks whose code it holds, so that its person can decide to join. Uses nothing up; a wrong code costs a guess."""

from dataclasses import dataclass

from handfast.ceremonies.pairing import rules
from handfast.ceremonies.pairing.find import Presented, find, right
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.run import Context


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
    invite = found.invite
    waits = rules.needs_approval(
        invite.settings.approval,
        typed=presented.typed,
        is_escalated=found.escalated,
        issued_from=invite.issued_from,
        redeemed_from=context.caller.address,
    )
    contact = invite.settings.support_contact
    return Done(
        Preview(
            invite.tenant_id, invite.tenant_name, invite.issuer_name, invite.expires_at, invite.device_name, waits, contact, context.now
        )
    )
