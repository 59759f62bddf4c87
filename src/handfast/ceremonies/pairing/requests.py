"""What devices and managers send. The requirement prescribes the names and casing of `generate` and `verify`."""

import re
from collections.abc import Callable
from typing import ClassVar, TypeVar

from pydantic import Field

from handfast.ceremonies.pairing.present import Presented
from handfast.devices.enroll import Applicant
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.proofs import Proven
from handfast.edge.strict_json import Body
from handfast.kernel.codes import normalise
from handfast.kernel.ids import PairingCodeId, TenantId, is_id
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import is_qr_token
from handfast.kernel.texts import display_name

IdT = TypeVar("IdT", bound=str)

_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{8,128}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{22,128}")
# A code has 6 or 8 symbols; the rest is room for the blanks and hyphens that people type.
_LONGEST_CODE = 64


class PairingBody(Body):
    missing: ClassVar[Reason] = Reason.MISSING_FIELD
    malformed: ClassVar[Reason] = Reason.INVALID_FORMAT


class GenerateBody(PairingBody):
    restaurantId: str = Field(max_length=64)  # noqa: N815


class IssueBody(Body):
    count: int = Field(default=1, ge=1, le=5)
    device_name: str | None = Field(default=None, max_length=400)


class MailBody(Body):
    email: str = Field(max_length=320)
    url: str = Field(max_length=512)


class PresentBody(PairingBody):
    """`token` (from the QR), or `code` with `codeId`, or `code` alone."""

    token: str | None = Field(default=None, max_length=64)
    code: str | None = Field(default=None, max_length=_LONGEST_CODE)
    codeId: str | None = Field(default=None, max_length=64)  # noqa: N815
    restaurantId: str | None = Field(default=None, max_length=64)  # noqa: N815

    def presented(self, *, code_needed: bool = True) -> Presented:
        """Raises `Refusal` MISSING_FIELD or INVALID_FORMAT, each with the field's name."""
        restaurant = _id(TenantId, "restaurantId", self.restaurantId)
        if self.token:
            if not is_qr_token(self.token):
                raise malformed("token")
            return Presented(token=self.token, tenant_id=restaurant)
        code_id = _id(PairingCodeId, "codeId", self.codeId)
        if not self.code:
            if code_id and not code_needed:
                return Presented(code_id=code_id, tenant_id=restaurant)
            raise Refusal(Reason.MISSING_FIELD, errors=[{"field": "code", "message": "The code is missing"}])
        code = normalise(self.code)
        if code is None:
            raise malformed("code")
        return Presented(code=code, code_id=code_id, tenant_id=restaurant)


class VerifyBody(PresentBody):
    deviceFingerprint: str | None = Field(default=None, max_length=128)  # noqa: N815
    deviceName: str | None = Field(default=None, max_length=400)  # noqa: N815
    userAgent: str | None = Field(default=None, max_length=1000)  # noqa: N815
    platform: str | None = Field(default=None, max_length=200)
    clientNonce: str | None = Field(default=None, max_length=128)  # noqa: N815

    def applicant(self, call: Call) -> Applicant:
        if not self.deviceFingerprint:
            raise Refusal(Reason.MISSING_FIELD, errors=[{"field": "deviceFingerprint", "message": "The fingerprint is missing"}])
        if not _FINGERPRINT.fullmatch(self.deviceFingerprint):
            raise malformed("deviceFingerprint")
        if self.clientNonce is not None and not _NONCE.fullmatch(self.clientNonce):
            raise malformed("clientNonce")
        name = display_name(self.deviceName) if self.deviceName else None
        if self.deviceName and name is None:
            raise malformed("deviceName")
        proven = call.proven()
        if proven is not None:
            call.offer_nonce()  # so that the device's first own request can use it at once
        if isinstance(proven, Reason):
            raise Refusal(proven)
        return Applicant(
            name,
            (display_name(self.platform, 200) or "") if self.platform else "",
            (display_name(self.userAgent, 1000) or "")[:400] if self.userAgent else call.user_agent,
            self.deviceFingerprint.lower(),
            proven.thumbprint if isinstance(proven, Proven) else None,
            self.clientNonce,
        )


def malformed(field: str) -> Refusal:
    messages = {
        "code": "A code has 6 or 8 characters: digits and letters",
        "codeId": "This is not an id",
        "restaurantId": "This is not an id",
        "deviceFingerprint": "A fingerprint has 8 to 128 hexadecimal characters",
        "deviceName": "A name has 1 to 100 visible characters",
        "clientNonce": "A nonce has 22 to 128 base64url characters",
        "token": "A QR token has 22 base64url characters",
    }
    return Refusal(Reason.INVALID_FORMAT, errors=[{"field": field, "message": messages[field]}])


def _id(kind: Callable[[str], IdT], field: str, value: str | None) -> IdT | None:
    if not value:
        return None
    if not is_id(value.lower()):
        raise malformed(field)
    return kind(value.lower())
