"""What the customer's page shows. It creates nothing; the code is made by `show_code`."""

from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.linking import codes, store
from handfast.ceremonies.linking.configure import configuration_of
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.rules import Successor, device_refused
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
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None:
        return Refused(Reason.NOT_FOUND)
    code = codes.unseal(context.keys, who.sealed_code)
    client = configuration_of(context.policy.public_url, who.tenant_id, who.settings)
    return Done(Page(who, code, client, await _hindrance(context, who), await _renamed_to(context, who)))


async def _hindrance(context: Context, who: Customer) -> Hindrance | None:
    if who.pending_link is None:
        return None
    named = await context.fetch_one(store.device(who.pending_link.rustdesk_id, tenant_id=who.tenant_id))
    return _HINDRANCES.get(device_refused(named, who.id))


async def _renamed_to(context: Context, who: Customer) -> Successor | None:
    if who.link is None:
        return None
    return await context.fetch_one(store.successor(who.link.device_id, tenant_id=who.tenant_id))
