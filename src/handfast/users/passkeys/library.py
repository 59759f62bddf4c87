"""What the library checks of a passkey. It is loaded when the first one is used, since it takes a tenth of a second and some memory."""

import json
from dataclasses import dataclass
from typing import Any

from handfast.kernel.secrets import base64url


@dataclass(frozen=True, slots=True)
class Expected:
    """What the authenticator must have signed."""

    challenge: bytes
    origin: str
    rp_id: str


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a browser answers when it made a passkey."""

    credential_id: bytes
    client_data: bytes
    attestation_object: bytes


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a browser answers when a passkey was used."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes | None


@dataclass(frozen=True, slots=True)
class NewCredential:
    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class Signed:
    sign_count: int
    is_backed_up: bool


def check_attestation(sent: Attestation, expected: Expected) -> NewCredential | None:
    """None if it is not valid. Who made the authenticator is neither asked nor known: any that verifies its user will do."""
    from webauthn import verify_registration_response  # noqa: PLC0415
    from webauthn.helpers import structs  # noqa: PLC0415

    if _is_framed(sent.client_data):
        return None
    response = structs.AuthenticatorAttestationResponse(sent.client_data, sent.attestation_object)
    credential = structs.RegistrationCredential(base64url(sent.credential_id), sent.credential_id, response)
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=expected.challenge,
            expected_origin=expected.origin,
            expected_rp_id=expected.rp_id,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - decoders of four formats raise whatever they meet in bytes that a stranger sent
        return None
    if verified.credential_id != sent.credential_id:
        return None
    is_synced = verified.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE
    return NewCredential(
        verified.credential_id, verified.credential_public_key, verified.sign_count, is_synced, verified.credential_backed_up
    )


def check_assertion(sent: Assertion, expected: Expected, public_key: bytes) -> Signed | None:
    """None if it is not valid. The counter is left to the caller, for whom one that went back is not just another mistake."""
    from webauthn import verify_authentication_response  # noqa: PLC0415
    from webauthn.helpers import structs  # noqa: PLC0415

    if _is_framed(sent.client_data):
        return None
    response = structs.AuthenticatorAssertionResponse(sent.client_data, sent.authenticator_data, sent.signature, sent.user_handle)
    credential = structs.AuthenticationCredential(base64url(sent.credential_id), sent.credential_id, response)
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=expected.challenge,
            expected_origin=expected.origin,
            expected_rp_id=expected.rp_id,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - as above
        return None
    return Signed(verified.new_sign_count, verified.credential_backed_up)


def _is_framed(client_data: bytes) -> bool:
    """Whether it was made on a page of ours inside another site's, which the library does not look at (WebAuthn Level 3, 7.1, 10)."""
    try:
        told: Any = json.loads(client_data)
    except (ValueError, RecursionError):
        return True
    return not isinstance(told, dict) or told.get("crossOrigin", False) is not False or told.get("topOrigin") is not None
