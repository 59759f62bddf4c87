"""Signing in with a passkey, using one as a second factor, and one's own passkeys."""

from handfast.edge.calls import Call
from handfast.edge.cookies import set_passkey_cookie
from handfast.edge.route import Routes
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.users.passkeys.register import register
from handfast.users.passkeys.remove import RemovePasskey, remove
from handfast.users.passkeys.rename import RenamePasskey, rename
from handfast.users.passkeys.schemas import (
    CHALLENGE_SECONDS,
    CreationOptions,
    NewPasskeyRequest,
    PasskeyName,
    PasskeySignInRequest,
    RegisteredPasskey,
    RequestOptions,
    SecondStepToken,
    assertion_of,
    creation_reply,
    new_passkey_of,
    registered_reply,
    request_reply,
)
from handfast.users.passkeys.sign_in import PasskeySignIn, sign_in_with_passkey
from handfast.users.passkeys.start_registration import start_registration
from handfast.users.passkeys.start_sign_in import StartSignIn, start_sign_in
from handfast.users.passkeys.start_use import StepToProve, start_confirmation, start_second_step
from handfast.users.sessions.schemas import Session, reply_to

routes = Routes("Session")


@routes.post(
    "/api/session/passkey/challenge",
    allow="session.start",
    status=201,
    refuses=[Reason.CSRF_FAILED, Reason.PASSKEYS_UNAVAILABLE, Reason.RATE_LIMITED],
)
async def start_passkey_sign_in(call: Call) -> RequestOptions:
    """Ask for a challenge to sign in with a passkey alone.

    It works once, in this browser, for five minutes.
    """
    call.check_same_site()
    view = await call.do(start_sign_in, StartSignIn(_browser(call)))
    set_passkey_cookie(call, view.browser.reveal(), CHALLENGE_SECONDS)
    return request_reply(view.asked)


@routes.post(
    "/api/session/passkey",
    allow="session.start",
    refuses=[
        Reason.ACCOUNT_DISABLED,
        Reason.CSRF_FAILED,
        Reason.PASSKEY_EXPIRED,
        Reason.PASSKEY_NOT_ACCEPTED,
        Reason.RATE_LIMITED,
    ],
)
async def start_session_with_passkey(call: Call, body: PasskeySignInRequest) -> Session:
    """Sign in with a passkey alone.

    No second factor is asked for: the authenticator has verified its user.
    """
    call.check_same_site()
    tenant_id = TenantId(body.tenant_id) if body.tenant_id is not None else None
    return await reply_to(
        call, await call.do(sign_in_with_passkey, PasskeySignIn(assertion_of(body.credential), _browser(call), tenant_id))
    )


@routes.post(
    "/api/session/second-factor/passkey",
    allow="session.start",
    status=201,
    refuses=[Reason.CSRF_FAILED, Reason.NO_PASSKEY, Reason.PASSKEYS_UNAVAILABLE, Reason.SIGN_IN_STEP_EXPIRED],
)
async def start_passkey_step(call: Call, body: SecondStepToken) -> RequestOptions:
    """Ask for a challenge to end a sign-in with a passkey.

    In the browser that sent the password.
    """
    call.check_same_site()
    browser = Secret(call.cookies.get(call.services.step_cookie, ""))
    return request_reply(await call.do(start_second_step, StepToProve(Secret(body.token), browser)))


@routes.post(
    "/api/session/confirm/passkey",
    allow="session.confirm",
    status=201,
    refuses=[Reason.NO_PASSKEY, Reason.PASSKEYS_UNAVAILABLE],
)
async def start_passkey_confirmation(call: Call) -> RequestOptions:
    """Ask for a challenge to confirm the session with a passkey."""
    return request_reply(await call.do(start_confirmation, None))


@routes.post(
    "/api/session/passkeys/challenge",
    allow="second_factor.change",
    status=201,
    refuses=[Reason.PASSKEYS_UNAVAILABLE, Reason.REAUTHENTICATION_REQUIRED, Reason.TOO_MANY_PASSKEYS],
)
async def start_passkey_registration(call: Call) -> CreationOptions:
    """Ask for a challenge to make a passkey."""
    return creation_reply(await call.do(start_registration, None))


@routes.post(
    "/api/session/passkeys",
    allow="second_factor.change",
    status=201,
    refuses=[Reason.PASSKEY_EXPIRED, Reason.PASSKEY_NOT_ACCEPTED, Reason.REAUTHENTICATION_REQUIRED, Reason.TOO_MANY_PASSKEYS],
)
async def add_passkey(call: Call, body: NewPasskeyRequest) -> RegisteredPasskey:
    """Add a passkey that was just made.

    Answers with recovery codes if it is the first second factor.
    """
    return registered_reply(await call.do(register, new_passkey_of(body)))


@routes.patch("/api/session/passkeys/{id}", allow="second_factor.change")
async def rename_passkey(call: Call, id: str, body: PasskeyName) -> None:
    """Rename a passkey."""
    await call.do(rename, RenamePasskey(id, body.name))


@routes.delete(
    "/api/session/passkeys/{id}",
    allow="second_factor.change",
    refuses=[Reason.LAST_SECOND_FACTOR, Reason.REAUTHENTICATION_REQUIRED],
)
async def remove_passkey(call: Call, id: str) -> None:
    """Remove a passkey."""
    await call.do(remove, RemovePasskey(id))


def _browser(call: Call) -> Secret:
    return Secret(call.cookies.get(call.services.passkey_cookie, ""))
