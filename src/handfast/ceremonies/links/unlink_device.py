"""Step 5. A customer gives the device up, or takes back a claim that waits. For that nobody needs a subscription."""

from handfast.ceremonies.links import store
from handfast.ceremonies.links.bind import unbind
from handfast.ceremonies.links.customers import customer
from handfast.kernel.outcomes import Done, Fact, Reason, Refused
from handfast.run import Act


async def unlink_device(act: Act, _: None) -> Done[None] | Refused:
    who = await customer(act, act.caller.tenant, act.caller.own_id)
    if who is None or who.state == "nothing":
        return Refused(Reason.NOTHING_TO_UPDATE)
    return Done(None, unbind(act, who))


async def take_claim_back(act: Act, _: None) -> Done[None] | Refused:
    """Waits for no device any more; a link stays as it is."""
    who = await customer(act, act.caller.tenant, act.caller.own_id)
    if who is None or who.claim is None:
        return Refused(Reason.NOTHING_TO_UPDATE)
    act.write(store.drop_claim(who.id, who.tenant_id))
    return Done(None, [Fact("LINK_CLAIM_ENDED", who.tenant_id, who.subject, {"rustdesk_id": who.claim.rustdesk_id})])
