"""`POST /api/oidc/auth` and `GET /api/oidc/auth-query`: «Continue with Handfast» in the app.

The client polls every second. Only the pending answer keeps it polling; any other error is shown.
"""

from starlette.responses import Response

from handfast.ceremonies.device_authorization.rustdesk import store
from handfast.ceremonies.device_authorization.rustdesk.lifecycle import RequestState
from handfast.ceremonies.device_authorization.rustdesk.rules import cookie_of, nonce_of
from handfast.ceremonies.device_authorization.rustdesk.start import Start, start
from handfast.ceremonies.device_authorization.rustdesk.store import PolledRequest
from handfast.edge.calls import Call
from handfast.edge.problems import PROBLEMS
from handfast.kernel.ids import RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import Key, Keys, digest
from handfast.kernel.texts import is_storable
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.login_options import PROVIDER
from handfast.rustdesk.client_api.support import with_contact
from handfast.rustdesk.client_api.tokens import token_for
from handfast.rustdesk.client_api.users import SUSPENDED, let_in, place, waiting_time
from handfast.rustdesk.client_api.wire import answer, read, trouble
from handfast.users import store as members
from handfast.users.sessions import store as sessions

UNREADABLE = trouble("This request could not be read.", 400)
PENDING = trouble("No authed oidc is found")
_NO_SUCH_PROVIDER = trouble("This server offers no sign-in by that name.")
_DENIED = trouble("The request was denied.")
_OVER = trouble("The request has expired. Please start again.")


async def begin(call: Call) -> Response:
    body = await read(call)
    if await runtime_of(call).is_suspended(call):
        return trouble(SUSPENDED)
    identity = await runtime_of(call).identity(call, body)
    if identity is None or body is None:
        return UNREADABLE
    begun = await call.run(start, Start(identity, *place(body), body.get("op") == PROVIDER), call.anonymous())
    if isinstance(begun, Refused):
        if begun.reason is Reason.NOT_FOUND:
            return _NO_SUCH_PROVIDER
        return trouble(f"Too many requests. Please wait {waiting_time(begun)}.")
    code = begun.view.reveal()
    return answer({"code": code, "url": f"{call.services.public_url}/approve#{code}"})


async def poll(call: Call) -> Response:
    asked = [call.query_params.get(name, "") for name in ("code", "id", "uuid")]
    if not all(is_storable(value) for value in asked):
        return _OVER
    code, rustdesk_id, uuid = asked
    polled = store.polled(digest(code), RustdeskId(rustdesk_id), uuid, call.run.clock.now())
    request = await call.run.database.fetch_one(polled)
    if request is None:
        return _OVER
    if request.state == RequestState.DENIED:
        return await _denied(call, request)
    return PENDING if request.user_id is None else await _token(call, request.tenant_id, request.user_id, code)


async def _denied(call: Call, request: PolledRequest) -> Response:
    if request.refusal is None:
        return _DENIED
    return trouble(await with_contact(call, request.tenant_id, PROBLEMS[Reason(request.refusal)].detail))


async def _token(call: Call, tenant_id: TenantId, user_id: UserId, code: str) -> Response:
    member = await call.run.database.fetch_one(members.member(user_id, tenant_id=tenant_id))
    if member is None:
        return _OVER
    keys = call.services.keys
    key = await _approved_with(call, keys, code)
    return answer(let_in(token_for(keys, cookie_of(key, code), nonce_of(key, code)), member))


async def _approved_with(call: Call, keys: Keys, code: str) -> Key:
    """The key by which the session was opened; the server's may have been changed since."""
    for key in keys.live[1:]:
        if await call.run.database.fetch_one(sessions.by_cookie(digest(cookie_of(key, code)))) is not None:
            return key
    return keys.active
