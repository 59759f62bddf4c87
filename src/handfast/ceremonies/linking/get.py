"""What the customer's page shows. It creates nothing; the code is made by `show_code`."""

from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.linking import codes
from handfast.ceremonies.linking.configure import configuration_of
from handfast.ceremonies.linking.customers import Customer, customer, device
from handfast.ceremonies.linking.follow import Successor, successor
from handfast.ceremonies.linking.rules import device_refused
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.configuration import Configuration

Hindrance = Literal["linked_elsewhere", "blocked"]
"""Why the device that the customer waits for cannot become theirs."""
_HINDRANCES: dict[Reason | None, Hindrance] = {Reason.DEVICE_LINKED_ELSEWHERE: "linked_elsewhere", Reason.DEVICE_BLOCKED: "blocked"}


@dataclass(frozen=True, slots=True)
class Page:
    customer: Customer
    code: str | None
    client: Configuration
    hindrance: Hindrance | None
    renamed_to: Successor | None
    """What the linked device seems to call itself now."""


async def get_page(context: Context, _: None) -> Done[Page] | Refused:
    who = await customer(context, context.caller.tenant, context.caller.user_id)
    if who is None:
        return Refused(Reason.NOT_FOUND)
    code = codes.unseal(context.keys, who.sealed_code)
    claimed = await device(context, who.tenant_id, who.claim.rustdesk_id) if who.claim else None
    hindrance = _HINDRANCES.get(device_refused(claimed, who.id))
    renamed_to = await successor(context, who.tenant_id, who.link.device_id) if who.link else None
    return Done(Page(who, code, configuration_of(context.policy.public_url, who.tenant_id, who.settings), hindrance, renamed_to))
