"""`POST /api/heartbeat`, every 15 seconds, every 3 while somebody is connected. An unknown client is asked to announce itself.

The answer could change the client's settings, so it relays nothing but the numbers of connections that the client named itself and that
an admin wants to end.
"""

from starlette.responses import Response

from handfast.ceremonies.linking.confirm_link import Evidence, confirm_link
from handfast.ceremonies.linking.take_over import take_over
from handfast.edge.calls import Call
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.wire import NOTHING, answer, read
from handfast.rustdesk.registry.connections import ids_of
from handfast.rustdesk.registry.identify import Heartbeat

ASK_TO_ANNOUNCE = answer({"sysinfo": True})


async def heartbeat(call: Call) -> Response:
    desk, body = runtime_of(call), await read(call)
    identity = await desk.identity(call, body)
    if identity is None or body is None:
        return NOTHING
    outcome = await desk.heartbeats.receive(call.run, Heartbeat(identity, ids_of(body.get("conns"))), call.anonymous)
    if outcome.kind == "proven":
        evidence = Evidence("seen", identity.tenant_id, identity.rustdesk_id, identity.uuid, address=call.address)
        await call.run(confirm_link, evidence, call.anonymous())
    if outcome.kind == "takes_over":
        await call.run(take_over, identity, call.anonymous())
        desk.heartbeats.invalidate(identity.tenant_id, identity.rustdesk_id)
        return ASK_TO_ANNOUNCE
    if outcome.kind == "unknown":
        return ASK_TO_ANNOUNCE
    return answer({"disconnect": outcome.to_end}) if outcome.to_end else NOTHING
