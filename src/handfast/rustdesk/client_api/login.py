"""`POST /api/login`: e-mail and password, under the same limits as every other sign-in; for an account with a second factor, then a code.

The second step is the one that the client has for TOTP. It comes back to this path, with what `_next_step` answered as its `secret`.
"""

from starlette.responses import Response

from handfast.ceremonies.linking.device_actions import DeviceAction, confirm_named_device
from handfast.edge.calls import Call
from handfast.edge.route import TENANT
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.tokens import token_for
from handfast.rustdesk.client_api.users import SUSPENDED, let_in, place, refusal, waiting_time
from handfast.rustdesk.client_api.wire import Json, answer, read, text, trouble
from handfast.rustdesk.registry.ids import session_label
from handfast.users.passwords.rules import LONGEST_INPUT
from handfast.users.second_factors.finish_sign_in import SecondStep, finish_sign_in
from handfast.users.second_factors.next_step import NextStep
from handfast.users.second_factors.rules import LONGEST_CODE, app_binding, typed_totp
from handfast.users.second_factors.verify import SecondFactor
from handfast.users.sessions.opening import SignedIn
from handfast.users.sessions.sign_in import Credentials, sign_in
from handfast.users.store import Member

NONCE_BYTES = 12
_LONGEST_NAME = 320


async def login(call: Call) -> Response:
    body = await read(call)
    credentials, second = _credentials(body, call.scope.get(TENANT)), _second_step(body)
    if body is None or (credentials is None and second is None):
        return trouble("Enter your e-mail address and your password.", 400)
    caller = Caller("anonymous", call.address, session_label(*place(body)))
    outcome: Done[SignedIn | NextStep] | Done[SignedIn] | Refused
    if second is not None:
        outcome = await call.run(finish_sign_in, second, caller)
    elif credentials is not None:
        outcome = await call.run(sign_in, credentials, caller)
    if isinstance(outcome, Refused):
        return _refused(outcome)
    view = outcome.view
    if isinstance(view, NextStep):
        return answer(_next_step(view))
    if view.member is None:
        return trouble("Wrong username or password", 401)
    await _proves(call, body, view.member)
    cookie = view.cookie.reveal() if view.cookie else ""
    token = token_for(call.services.keys, cookie, call.run.random.bytes(NONCE_BYTES))
    return answer(let_in(token, view.member))


def _credentials(body: Json | None, tenant_id: TenantId | None) -> Credentials | None:
    """The credentials of the client's first step.

    `tenant_id` is the company that the app's address names, if any: then the app acts for no other.
    """
    if body is None or body.get("type", "account") != "account":
        return None
    username, password = text(body, "username", _LONGEST_NAME), text(body, "password", LONGEST_INPUT)
    return Credentials(username.strip(), Secret(password), tenant_id, _binding(body)) if username and password else None


def _second_step(body: Json | None) -> SecondStep | None:
    """The client's second step, which it calls that of a code by mail whatever the code is from; it sends the code of an app twice."""
    if body is None or body.get("type") != "email_code":
        return None
    token, code = text(body, "secret", _LONGEST_NAME), text(body, "tfaCode", LONGEST_CODE) or text(body, "verificationCode", LONGEST_CODE)
    if not token or not code:
        return None
    is_totp = typed_totp(code) is not None
    given = SecondFactor(code=Secret(code)) if is_totp else SecondFactor(recovery_code=Secret(code))
    return SecondStep(Secret(token), Secret(_binding(body)), given, is_app=True)


def _binding(body: Json) -> str:
    return app_binding(text(body, "id") or "", text(body, "uuid") or "")


def _next_step(view: NextStep) -> Json:
    """Nothing about the user but the name, which the client wants: the password alone must not show more."""
    user = {"name": view.account_name, "status": 1, "info": {}}
    return {"type": "email_check", "tfa_type": "tfa_check", "secret": view.token.reveal(), "user": user}


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
