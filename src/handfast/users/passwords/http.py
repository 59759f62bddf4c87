"""`/api/session/password` and `/api/password-resets`."""

from pydantic import Field

from handfast.edge.calls import Call
from handfast.edge.reply import Reply
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.secrets import Secret
from handfast.users.cookies import Session, signed_in
from handfast.users.passwords.change import NewPassword, change_password
from handfast.users.passwords.redeem_reset import Reset, redeem_reset
from handfast.users.passwords.request_reset import RequestReset, request_reset
from handfast.users.passwords.rules import LONGEST_INPUT

routes = Routes("Session")

MOST_KEPT = 100
_ASKED = "If there is an account with this address, a mail with a link is on its way."


class PasswordChangeRequest(Body):
    current_password: str = Field(max_length=LONGEST_INPUT)
    new_password: str = Field(max_length=LONGEST_INPUT)
    keep_tokens: list[str] = Field(default_factory=list, max_length=MOST_KEPT)


class ResetRequest(Body):
    email: str = Field(max_length=320)


class ResetAsked(Reply):
    message: str


class ResetRedemption(Body):
    token: str = Field(max_length=200)
    new_password: str = Field(max_length=LONGEST_INPUT)


@routes.put("/api/session/password", allow="password.change")
async def change_own_password(call: Call, body: PasswordChangeRequest) -> Session:
    """Change one's own password. Other sessions end, and access tokens whose ids are not in `keep_tokens`."""
    command = NewPassword(Secret(body.current_password), Secret(body.new_password), body.keep_tokens)
    return signed_in(call, await call.do(change_password, command))


@routes.post("/api/password-resets", allow="password.reset", status=202)
async def ask_for_reset(call: Call, body: ResetRequest) -> ResetAsked:
    """Ask for a link to choose a new password."""
    await call.do(request_reset, RequestReset(body.email))
    return ResetAsked(message=_ASKED)


@routes.post("/api/password-resets/redeem", allow="password.reset")
async def choose_new_password(call: Call, body: ResetRedemption) -> None:
    """Choose a new password with the link from the mail."""
    await call.do(redeem_reset, Reset(Secret(body.token), Secret(body.new_password)))
