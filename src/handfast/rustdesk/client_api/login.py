"""`POST /api/login`: e-mail and password, under the same limits as every other sign-in."""

from starlette.responses import Response

from handfast.ceremonies.linking.device_actions import DeviceAction, confirm_named_device
from handfast.edge.calls import Call
from handfast.edge.route import TENANT
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.tokens import token_for
from handfast.rustdesk.client_api.users import SUSPENDED, let_in, place, refusal, waiting_time
from handfast.rustdesk.client_api.wire import Json, answer, read, text, trouble
from handfast.rustdesk.registry.ids import session_label
from handfast.users.passwords.rules import LONGEST_INPUT
from handfast.users.sessions.sign_in import Credentials, sign_in
from handfast.users.store import Member

NONCE_BYTES = 12
_LONGEST_NAME = 320


async def login(call: Call) -> Response:
    body = await read(call)
    credentials = _credentials(body, call.scope.get(TENANT))
    if body is None or credentials is None:
        return trouble("Enter your e-mail address and your password.", 400)
    caller = Caller("anonymous", call.address, session_label(*place(body)))
    outcome = await call.run(sign_in, credentials, caller)
    if isinstance(outcome, Refused):
        return _refused(outcome)
    view = outcome.view
    if view.member is None:
        return trouble("Wrong username or password", 401)
    await _proves(call, body, view.member)
    cookie = view.cookie.reveal() if view.cookie else ""
    token = token_for(call.services.keys, cookie, call.run.random.bytes(NONCE_BYTES))
    return answer(let_in(token, view.member))


def _credentials(body: Json | None, tenant_id: TenantId | None) -> Credentials | None:
    """The credentials of the client's first step only: this server has no second one with a code by mail.

    `tenant_id` is the company that the app's address names, if any: then the app acts for no other.
    """
    if body is None or body.get("type", "account") != "account":
        return None
    username, password = text(body, "username", _LONGEST_NAME), text(body, "password", LONGEST_INPUT)
    return Credentials(username.strip(), Secret(password), tenant_id, is_app=True) if username and password else None


def _refused(refused: Refused) -> Response:
    if refused.reason is Reason.INVALID_CREDENTIALS:
        return trouble("Wrong username or password", 401)
    if refused.reason is Reason.TENANT_SUSPENDED:
        return trouble(SUSPENDED)
    if refused.reason is Reason.RATE_LIMITED:
        return trouble(f"Too many tries. Please wait {waiting_time(refused)}.", 429)
    return refusal(refused)


async def _proves(call: Call, body: Json, member: Member) -> None:
    """Signing in on the device that they named counts as a customer's action on it."""
    identity = await runtime_of(call).identity(call, body)
    if identity is not None and member.role is Role.CUSTOMER and identity.tenant_id == member.tenant_id:
        await runtime_of(call).heartbeats.write_down(call.run, identity.tenant_id, identity.rustdesk_id)
        caller = Caller("person", call.address, "", member.id, member.name, member.tenant_id, member.role)
        await call.run(confirm_named_device, DeviceAction(identity, member.id, is_signed_in=True), caller)
        runtime_of(call).heartbeats.invalidate(identity.tenant_id, identity.rustdesk_id)
