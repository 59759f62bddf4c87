"""`/api/session/password` and `/api/password-resets`."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.users.passwords.change import NewPassword, change_password
from handfast.users.passwords.redeem_reset import Reset, redeem_reset
from handfast.users.passwords.request_reset import RequestReset, request_reset
from handfast.users.passwords.schemas import _ASKED, PasswordChangeRequest, ResetAsked, ResetRedemption, ResetRequest
from handfast.users.sessions.schemas import Session, reply_to

routes = Routes("Session")


@routes.put("/api/session/password", allow="password.change", refuses=[Reason.RATE_LIMITED, Reason.WEAK_PASSWORD, Reason.WRONG_PASSWORD])
async def change_own_password(call: Call, body: PasswordChangeRequest) -> Session:
    """Change one's own password.

    All other sessions end, and so do the access tokens whose IDs are not in `keep_tokens`.
    """
    command = NewPassword(Secret(body.current_password), Secret(body.new_password), body.keep_tokens)
    return await reply_to(call, await call.do(change_password, command))


@routes.post("/api/password-resets", allow="password.reset", status=202, refuses=[Reason.MAIL_NOT_CONFIGURED, Reason.RATE_LIMITED])
async def request_password_reset(call: Call, body: ResetRequest) -> ResetAsked:
    """Request a link to choose a new password."""
    await call.do(request_reset, RequestReset(body.email))
    return ResetAsked(message=_ASKED)


@routes.post(
    "/api/password-resets/redeem", allow="password.reset", refuses=[Reason.LINK_EXPIRED, Reason.RATE_LIMITED, Reason.WEAK_PASSWORD]
)
async def redeem_password_reset(call: Call, body: ResetRedemption) -> None:
    """Choose a new password with the link from the e-mail."""
    await call.do(redeem_reset, Reset(Secret(body.token), Secret(body.new_password)))
