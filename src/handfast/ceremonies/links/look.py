"""What the customer's page shows. It creates nothing; the code is made by `show_code`."""

from dataclasses import dataclass

from handfast.ceremonies.links import codes
from handfast.ceremonies.links.configure import configuration_of
from handfast.ceremonies.links.customers import Customer, customer, device
from handfast.devices.rustdesk.configure import Configuration
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class Page:
    customer: Customer
    code: str | None
    client: Configuration
    is_claim_taken: bool
    """The device that the customer waits for is somebody else's meanwhile."""


async def look(act: Act, _: None) -> Done[Page] | Refused:
    who = await customer(act, act.caller.tenant, act.caller.own_id)
    if who is None:
        return Refused(Reason.NOT_FOUND)
    code = codes.unseal(act.keys, who.sealed_code) if who.sealed_code else None
    claimed = await device(act, who.tenant_id, who.claim.rustdesk_id) if who.claim else None
    is_taken = claimed is not None and claimed.owner not in (None, who.id)
    return Done(Page(who, code, configuration_of(act.policy.public_url, who.tenant_id, who.settings), is_taken))
