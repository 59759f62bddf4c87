"""What goes in and out of the routes of passkeys, in the form that browsers read and write (WebAuthn Level 3, 5.1.7)."""

from typing import Annotated, Literal

from pydantic import Field

from handfast.edge.problems import Refusal
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import base64url
from handfast.kernel.time import SECOND
from handfast.users.passkeys.challenges import Asked
from handfast.users.passkeys.library import Assertion, Attestation
from handfast.users.passkeys.register import NewPasskey, Registered
from handfast.users.passkeys.rules import CHALLENGE_LIFE, LONGEST_CREDENTIAL_ID, from_base64url
from handfast.users.passkeys.start_registration import Creation
from handfast.users.passkeys.store import Passkey

_ALGORITHMS = (-8, -7, -257)
"""EdDSA, ES256 and RS256 (COSE), which all authenticators have between them."""
_Encoded = Annotated[str, Field(max_length=8_000)]
"""base64url."""


# --- to the browser ---


class RelyingParty(Reply):
    id: str
    name: str


class PasskeyUser(Reply):
    id: str
    name: str
    display_name: str = Field(serialization_alias="displayName")


class KeyParameter(Reply):
    type: Literal["public-key"]
    alg: int


class KnownPasskey(Reply):
    type: Literal["public-key"]
    id: str
    transports: list[str]


class AuthenticatorSelection(Reply):
    resident_key: Literal["required"] = Field(serialization_alias="residentKey")
    require_resident_key: bool = Field(serialization_alias="requireResidentKey")
    user_verification: Literal["required"] = Field(serialization_alias="userVerification")


class CreationOptions(Reply):
    """For `navigator.credentials.create`; `PublicKeyCredential.parseCreationOptionsFromJSON` reads it."""

    rp: RelyingParty
    user: PasskeyUser
    challenge: str
    parameters: list[KeyParameter] = Field(serialization_alias="pubKeyCredParams")
    timeout: int
    exclude: list[KnownPasskey] = Field(serialization_alias="excludeCredentials")
    selection: AuthenticatorSelection = Field(serialization_alias="authenticatorSelection")
    attestation: Literal["none"]


class RequestOptions(Reply):
    """For `navigator.credentials.get`; `PublicKeyCredential.parseRequestOptionsFromJSON` reads it."""

    challenge: str
    timeout: int
    rp_id: str = Field(serialization_alias="rpId")
    allow: list[KnownPasskey] = Field(serialization_alias="allowCredentials")
    user_verification: Literal["required"] = Field(serialization_alias="userVerification")


class OwnPasskey(Reply):
    id: Id
    name: str
    created_at: Timestamp
    last_used_at: Timestamp | None
    synced: bool
    """Whether it may be on several devices of its user, such as by the account of a phone."""
    backed_up: bool


class RegisteredPasskey(Reply):
    passkey: OwnPasskey
    recovery_codes: list[str]
    """Shown only this once; none if the account had a second factor before."""


# --- from the browser ---


class AttestationResponse(Body):
    client_data: _Encoded = Field(alias="clientDataJSON")
    attestation_object: Annotated[str, Field(max_length=100_000)] = Field(alias="attestationObject")
    transports: list[Annotated[str, Field(max_length=50)]] = Field(default_factory=list, max_length=20)


class PasskeyMade(Body):
    """What `PublicKeyCredential.toJSON` gives of a passkey that was made."""

    id: _Encoded
    response: AttestationResponse


class AssertionResponse(Body):
    client_data: _Encoded = Field(alias="clientDataJSON")
    authenticator_data: _Encoded = Field(alias="authenticatorData")
    signature: _Encoded
    user_handle: _Encoded | None = Field(default=None, alias="userHandle")


class PasskeyUsed(Body):
    """What `PublicKeyCredential.toJSON` gives of a passkey that was used."""

    id: _Encoded
    response: AssertionResponse


class NewPasskeyRequest(Body):
    name: str = Field(max_length=400)
    credential: PasskeyMade


class PasskeyName(Body):
    name: str = Field(max_length=400)


class PasskeySignInRequest(Body):
    credential: PasskeyUsed
    tenant_id: str | None = Field(default=None, max_length=100)
    """Which company to act for; without it the one that was used last."""


class SecondStepToken(Body):
    token: str = Field(max_length=200)


def creation_reply(view: Creation) -> CreationOptions:
    account = view.account
    return CreationOptions(
        rp=RelyingParty(id=view.rp_id, name="Handfast"),
        user=PasskeyUser(id=base64url(view.user_handle), name=account.email, display_name=account.name),
        challenge=base64url(view.challenge),
        parameters=[KeyParameter(type="public-key", alg=alg) for alg in _ALGORITHMS],
        timeout=CHALLENGE_LIFE,
        exclude=[_known(passkey) for passkey in view.known],
        selection=AuthenticatorSelection(resident_key="required", require_resident_key=True, user_verification="required"),
        attestation="none",
    )


def request_reply(view: Asked) -> RequestOptions:
    allowed = [_known(passkey) for passkey in view.passkeys]
    return RequestOptions(
        challenge=base64url(view.challenge), timeout=CHALLENGE_LIFE, rp_id=view.rp_id, allow=allowed, user_verification="required"
    )


def _known(passkey: Passkey) -> KnownPasskey:
    return KnownPasskey(type="public-key", id=base64url(passkey.credential_id), transports=passkey.reached_by)


def own_passkey(passkey: Passkey) -> OwnPasskey:
    return OwnPasskey(
        id=passkey.id,
        name=passkey.name,
        created_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        synced=bool(passkey.is_synced),
        backed_up=bool(passkey.is_backed_up),
    )


def registered_reply(view: Registered) -> RegisteredPasskey:
    return RegisteredPasskey(passkey=own_passkey(view.passkey), recovery_codes=[code.reveal() for code in view.recovery_codes])


def new_passkey_of(body: NewPasskeyRequest) -> NewPasskey:
    sent, response = body.credential, body.credential.response
    attestation = Attestation(
        _credential_id(sent.id),
        _bytes("credential.response.clientDataJSON", response.client_data),
        _bytes("credential.response.attestationObject", response.attestation_object),
    )
    return NewPasskey(body.name, attestation, response.transports)


def assertion_of(sent: PasskeyUsed) -> Assertion:
    response = sent.response
    return Assertion(
        _credential_id(sent.id),
        _bytes("response.clientDataJSON", response.client_data),
        _bytes("response.authenticatorData", response.authenticator_data),
        _bytes("response.signature", response.signature),
        _bytes("response.userHandle", response.user_handle) if response.user_handle else None,
    )


def _credential_id(text: str) -> bytes:
    credential_id = _bytes("id", text)
    if not 0 < len(credential_id) <= LONGEST_CREDENTIAL_ID:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "id", "message": "This is no credential ID"}])
    return credential_id


def _bytes(field: str, text: str) -> bytes:
    """Raises `Refusal` for what is no base64url."""
    decoded = from_base64url(text)
    if decoded is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": field, "message": "This is not base64url"}])
    return decoded


CHALLENGE_SECONDS = CHALLENGE_LIFE // SECOND
