"""Step 5. A customer gives the device up, or takes a claim back. For that nobody needs a subscription."""

from handfast.ceremonies.links.bind import unbind
from handfast.ceremonies.links.customers import customer
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.run import Act


async def unlink_device(act: Act, _: None) -> Done[None] | Refused:
    who = await customer(act, act.caller.tenant, act.caller.own_id)
    if who is None or who.state == "nothing":
        return Refused(Reason.NOTHING_TO_UPDATE)
    return Done(None, unbind(act, who))
