"""The second step of signing in, and one's own second factor."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.users.passkeys.challenges import Place
from handfast.users.second_factors.confirm_totp import FirstCode, confirm_totp
from handfast.users.second_factors.finish_sign_in import SecondStep, finish_sign_in
from handfast.users.second_factors.get import get_second_factors
from handfast.users.second_factors.make_recovery_codes import make_recovery_codes
from handfast.users.second_factors.remove import remove_totp as remove_totp_of
from handfast.users.second_factors.rules import step_digest
from handfast.users.second_factors.schemas import (
    FirstCodeRequest,
    RecoveryCodes,
    SecondFactorState,
    SecondStepRequest,
    TotpSecret,
    codes_reply,
    state_reply,
    totp_reply,
)
from handfast.users.second_factors.start_totp import start_totp
from handfast.users.sessions.schemas import Session, reply_to, second_factor_of

routes = Routes("Session")


@routes.post(
    "/api/session/second-factor",
    allow="session.start",
    refuses=[
        Reason.CSRF_FAILED,
        Reason.PASSKEY_EXPIRED,
        Reason.PASSKEY_NOT_ACCEPTED,
        Reason.RATE_LIMITED,
        Reason.SIGN_IN_STEP_EXPIRED,
        Reason.WRONG_SECOND_FACTOR,
    ],
)
async def finish_session_start(call: Call, body: SecondStepRequest) -> Session:
    """End a sign-in with a second factor.

    In the browser that sent the password, within five minutes. A code is good once, and so is an answer of a passkey.
    """
    call.check_same_site()
    browser = Secret(call.cookies.get(call.services.step_cookie, ""))
    place = Place(step_digest(body.token, browser.reveal()), "second_step")
    given = second_factor_of(body.code, body.recovery_code, body.passkey, place)
    return await reply_to(call, await call.do(finish_sign_in, SecondStep(Secret(body.token), browser, given)))


@routes.get("/api/session/second-factors", allow="second_factor.look")
async def get_second_factor_state(call: Call) -> SecondFactorState:
    """See one's own second factors, and how many recovery codes are left."""
    return state_reply(await call.do(get_second_factors, None))


@routes.post(
    "/api/session/totp", allow="second_factor.change", status=201, refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.SECOND_FACTOR_ON]
)
async def start_totp_setup(call: Call) -> TotpSecret:
    """Make a secret for an app that shows codes.

    It counts only once `POST /api/session/totp/confirm` got a first code of it.
    """
    return totp_reply(await call.do(start_totp, None))


@routes.post(
    "/api/session/totp/confirm",
    allow="second_factor.change",
    refuses=[
        Reason.NOT_FOUND,
        Reason.RATE_LIMITED,
        Reason.REAUTHENTICATION_REQUIRED,
        Reason.SECOND_FACTOR_ON,
        Reason.WRONG_SECOND_FACTOR,
    ],
)
async def confirm_totp_setup(call: Call, body: FirstCodeRequest) -> RecoveryCodes:
    """Turn the app on with a first code.

    Answers with recovery codes if it is the first second factor; those of before stay valid otherwise.
    """
    return codes_reply(await call.do(confirm_totp, FirstCode(Secret(body.code))))


@routes.delete(
    "/api/session/totp",
    allow="second_factor.change",
    refuses=[Reason.LAST_SECOND_FACTOR, Reason.NOT_FOUND, Reason.REAUTHENTICATION_REQUIRED],
)
async def remove_totp(call: Call) -> None:
    """Remove the app for codes.

    Without passkeys, this turns the second factor off.
    """
    await call.do(remove_totp_of, None)


@routes.post(
    "/api/session/recovery-codes",
    allow="second_factor.change",
    status=201,
    refuses=[Reason.NOT_FOUND, Reason.REAUTHENTICATION_REQUIRED],
)
async def renew_recovery_codes(call: Call) -> RecoveryCodes:
    """Make ten new recovery codes; the previous ones end."""
    return codes_reply(await call.do(make_recovery_codes, None))
