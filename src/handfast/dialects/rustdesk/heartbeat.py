"""`POST /api/heartbeat`, every 15 seconds. Whoever is unknown is asked to tell about itself; nothing else is ever pushed.

What this answers can change the client's settings, so it never relays anything: two constant answers.
"""

from starlette.responses import Response

from handfast.ceremonies.links.prove import Evidence, prove
from handfast.dialects.rustdesk.desk import desk_of
from handfast.dialects.rustdesk.wire import NOTHING, answer, read
from handfast.edge.calls import Call

TELL_ABOUT_YOURSELF = answer({"sysinfo": True})


async def heartbeat(call: Call) -> Response:
    desk = desk_of(call)
    claim = await desk.claim(call, await read(call))
    if claim is None:
        return NOTHING
    hearing = await desk.beats.hear(call.run, claim, call.anonymous)
    if hearing == "proven":
        evidence = Evidence("seen", claim.tenant_id, claim.rustdesk_id, claim.uuid, address=call.address)
        await call.run(prove, evidence, call.anonymous())
    return TELL_ABOUT_YOURSELF if hearing == "unknown" else NOTHING
