"""`POST /api/sysinfo`, before the first heartbeat and when asked. The client compares the answer, plain text, literally.

Anything but `SYSINFO_UPDATED` makes the client wait two minutes: it is for those that cannot be accepted now. `ID_NOT_FOUND`, which makes
it retry every three seconds for ever, is never answered. Presets (an owner, a group, a password) are not read: they are unproven.
"""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.wire import plain, read, shown
from handfast.rustdesk.registry.rules import Introduction

UPDATED = plain("SYSINFO_UPDATED")
LATER = plain("PENDING")


async def sysinfo(call: Call) -> Response:
    desk, body = runtime_of(call), await read(call)
    identity = await desk.identity(call, body)
    if identity is None or body is None:
        return LATER
    details = (shown(body, name) for name in ("hostname", "username", "os", "cpu", "memory", "version"))
    outcome = await desk.heartbeats.announce(call.run, Introduction(identity, *details), call.anonymous())
    return LATER if outcome == "later" else UPDATED
