"""What goes in and out of the routes of the second factor."""

from collections.abc import Sequence

from pydantic import Field

from handfast.edge.schemas import Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.secrets import Secret
from handfast.users.second_factors.get import SecondFactors
from handfast.users.second_factors.qr import draw
from handfast.users.second_factors.rules import LONGEST_CODE
from handfast.users.second_factors.start_totp import NewTotp


class SecondStepRequest(Body):
    """Either a code of the app or a recovery code."""

    token: str = Field(max_length=200)
    code: str | None = Field(default=None, max_length=LONGEST_CODE)
    recovery_code: str | None = Field(default=None, max_length=LONGEST_CODE)


class FirstCodeRequest(Body):
    code: str = Field(max_length=LONGEST_CODE)


class TotpState(Reply):
    since: Timestamp


class SecondFactorState(Reply):
    totp: TotpState | None
    """None if there is no second factor."""
    recovery_codes_left: int


class TotpSecret(Reply):
    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(Reply):
    """Shown only this once."""

    codes: list[str]


def state_reply(view: SecondFactors) -> SecondFactorState:
    totp = TotpState(since=view.totp_since) if view.totp_since is not None else None
    return SecondFactorState(totp=totp, recovery_codes_left=view.recovery_codes_left)


def totp_reply(view: NewTotp) -> TotpSecret:
    return TotpSecret(secret=view.secret.reveal(), uri=view.uri.reveal(), qr_svg=draw(view.uri))


def codes_reply(codes: Sequence[Secret]) -> RecoveryCodes:
    return RecoveryCodes(codes=[code.reveal() for code in codes])
