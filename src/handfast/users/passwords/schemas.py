"""What goes in and out of `/api/session/password` and `/api/password-resets`."""

from pydantic import Field

from handfast.edge.schemas import Reply
from handfast.edge.strict_json import Body
from handfast.users.passwords.rules import LONGEST_INPUT

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
