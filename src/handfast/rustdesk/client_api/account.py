"""`POST /api/currentUser` and `POST /api/logout`. 401 makes the client sign out; the link to the device stays."""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import Refused
from handfast.rustdesk.client_api.tokens import signed_in
from handfast.rustdesk.client_api.users import SIGNED_OUT, not_let_in, own_account, payload
from handfast.rustdesk.client_api.wire import NOTHING, answer
from handfast.users.sessions.end import EndSession, end


async def current_user(call: Call) -> Response:
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return not_let_in(caller)
    found = await call.run(own_account, None, caller)
    return SIGNED_OUT if isinstance(found, Refused) else answer(payload(found.view))


async def logout(call: Call) -> Response:
    caller = await signed_in(call)
    if not isinstance(caller, Refused):
        await call.run(end, EndSession(caller.session_id or SessionId("")), caller)
    return NOTHING
