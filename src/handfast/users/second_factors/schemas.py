"""What goes in and out of the routes of the second factor."""

from collections.abc import Sequence

from pydantic import Field

from handfast.edge.schemas import Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.secrets import Secret
from handfast.users.passkeys.schemas import OwnPasskey, PasskeyUsed, own_passkey
from handfast.users.second_factors.get import SecondFactors
from handfast.users.second_factors.qr import draw
from handfast.users.second_factors.rules import LONGEST_CODE
from handfast.users.second_factors.start_totp import NewTotp


class SecondStepRequest(Body):
    """A code of the app, a recovery code or a passkey."""

    token: str = Field(max_length=200)
    code: str | None = Field(default=None, max_length=LONGEST_CODE)
    recovery_code: str | None = Field(default=None, max_length=LONGEST_CODE)
    passkey: PasskeyUsed | None = None
    """For the challenge of `POST /api/session/second-factor/passkey`."""


class FirstCodeRequest(Body):
    code: str = Field(max_length=LONGEST_CODE)


class TotpState(Reply):
    since: Timestamp


class SecondFactorState(Reply):
    totp: TotpState | None
    """None if there is no app for codes."""
    passkeys: list[OwnPasskey]
    passkeys_available: bool
    """Whether this server has an address for which browsers make passkeys."""
    required: bool
    """Whether a second factor is required of the account, so that the last one cannot be removed."""
    recovery_codes_left: int


class TotpSecret(Reply):
    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(Reply):
    """Shown only this once. None if the account had a second factor before: then those of before stay valid."""

    codes: list[str]


def state_reply(view: SecondFactors) -> SecondFactorState:
    totp = TotpState(since=view.totp_since) if view.totp_since is not None else None
    return SecondFactorState(
        totp=totp,
        passkeys=[own_passkey(passkey) for passkey in view.passkeys],
        passkeys_available=view.passkeys_available,
        required=view.required,
        recovery_codes_left=view.recovery_codes_left,
    )


def totp_reply(view: NewTotp) -> TotpSecret:
    return TotpSecret(secret=view.secret.reveal(), uri=view.uri.reveal(), qr_svg=draw(view.uri))


def codes_reply(codes: Sequence[Secret]) -> RecoveryCodes:
    return RecoveryCodes(codes=[code.reveal() for code in codes])
