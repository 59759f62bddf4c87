"""What goes in and out of the ceremony's routes. `generate` and `verify` have exactly the names that the requirement prescribes."""

import re
from collections.abc import Callable
from typing import ClassVar, Literal, TypeVar

from pydantic import Field

from handfast.ceremonies.pairing import qr
from handfast.ceremonies.pairing.issue import Issued
from handfast.ceremonies.pairing.lifecycle import ShownState
from handfast.ceremonies.pairing.lists import Listed
from handfast.ceremonies.pairing.live import Codes
from handfast.ceremonies.pairing.present import Presented
from handfast.ceremonies.pairing.preview import Preview
from handfast.ceremonies.pairing.redeem import Pairing
from handfast.ceremonies.pairing.rules import shown_state
from handfast.devices.enroll import Applicant
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.proofs import Proven
from handfast.edge.schemas import GivenId, Id, NamedRef, Reply, Timestamp, TokenType, token_type
from handfast.edge.strict_json import Body
from handfast.kernel.codes import normalise
from handfast.kernel.ids import PairingCodeId, TenantId, is_id
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import is_qr_token
from handfast.kernel.texts import display_name
from handfast.kernel.wording import plural

IdT = TypeVar("IdT", bound=str)
_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{8,128}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{22,128}")
# A code has 6 or 8 symbols; the rest is room for the blanks and hyphens that people type.
_LONGEST_CODE = 64


class PairingBody(Body):
    missing: ClassVar[Reason] = Reason.MISSING_FIELD
    malformed: ClassVar[Reason] = Reason.INVALID_FORMAT


class GenerateBody(PairingBody):
    restaurantId: GivenId  # noqa: N815


class IssueBody(Body):
    count: int = Field(default=1, ge=1, le=5)
    device_name: str | None = Field(default=None, max_length=400)

    def name(self) -> str | None:
        return _name(self.device_name)


class MailBody(Body):
    email: str = Field(max_length=320)
    url: str = Field(max_length=512)


class PresentBody(PairingBody):
    """`token` (from the QR), or `code` with `codeId`, or `code` alone."""

    token: str | None = Field(default=None, max_length=64)
    code: str | None = Field(default=None, max_length=_LONGEST_CODE)
    codeId: GivenId | None = None  # noqa: N815
    restaurantId: GivenId | None = None  # noqa: N815

    def presented(self, *, code_needed: bool = True) -> Presented:
        """Raises `Refusal` MISSING_FIELD or INVALID_FORMAT, each with the field's name."""
        restaurant = _id(TenantId, "restaurantId", self.restaurantId)
        if self.token:
            if not is_qr_token(self.token):
                raise _malformed("token")
            return Presented(token=self.token, tenant_id=restaurant)
        code_id = _id(PairingCodeId, "codeId", self.codeId)
        if not self.code:
            if code_id and not code_needed:
                return Presented(code_id=code_id, tenant_id=restaurant)
            raise Refusal(Reason.MISSING_FIELD, errors=[{"field": "code", "message": "The code is missing"}])
        code = normalise(self.code)
        if code is None:
            raise _malformed("code")
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
            raise _malformed("deviceFingerprint")
        if self.clientNonce is not None and not _NONCE.fullmatch(self.clientNonce):
            raise _malformed("clientNonce")
        name = _name(self.deviceName)
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


def _name(given: str | None) -> str | None:
    name = display_name(given) if given else None
    if given and name is None:
        raise _malformed("deviceName")
    return name


def _malformed(field: str) -> Refusal:
    messages = {
        "code": "A code has 6 or 8 characters: digits and letters",
        "codeId": "This is not an ID",
        "restaurantId": "This is not an ID",
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
        raise _malformed(field)
    return kind(value.lower())


class InviteQuery(Body):
    state: Literal["live", "all"] = "live"


class Generated(Reply):
    success: Literal[True] = True
    pairing_code: str
    code_id: Id
    expires_at: Timestamp
    expires_in_minutes: int
    message: str


class Invite(Reply):
    id: Id
    code: str
    url: str
    qr_svg: str
    qr_png: str
    device_name: str | None
    created_at: Timestamp
    expires_at: Timestamp
    state: Literal["live"] = "live"


class IssuedCodes(Reply):
    invites: list[Invite]
    server_time: Timestamp


class ListedInvite(Reply):
    id: Id
    device_name: str | None
    created_at: Timestamp
    expires_at: Timestamp
    state: ShownState
    issued_by: NamedRef
    attempts: int
    device_id: Id | None


class InviteList(Reply):
    items: list[ListedInvite]
    live: int
    max_live: int
    server_time: Timestamp


class Manager(Reply):
    name: str


class PairingPreview(Reply):
    restaurant: NamedRef
    manager: Manager
    expires_at: Timestamp
    device_name: str | None
    needs_approval: bool
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")
    server_time: Timestamp


class Verified(Reply):
    success: Literal[True] = True
    device_id: Id
    auth_token: str
    token_type: TokenType
    expires_at: Timestamp
    device_name: str
    restaurant: NamedRef
    message: str = "Device paired successfully"
    next_steps: str = "Save the auth_token securely on your device"


class Pending(Reply):
    status_code: ClassVar[int] = 202

    success: Literal[False] = False
    status: Literal["pending_approval"] = "pending_approval"
    code: Literal["PENDING_APPROVAL"] = "PENDING_APPROVAL"
    device_id: Id
    client_nonce: str
    retry_in: int = 3
    message: str = "A manager must approve this device. Repeat the request with the same clientNonce."


class MailSent(Reply):
    message: str = "The code is on its way."


def generated_reply(issued: Issued) -> Generated:
    return Generated(
        pairing_code=issued.code.reveal(),
        code_id=issued.id,
        expires_at=issued.expires_at,
        expires_in_minutes=issued.minutes,
        message=f"Pairing code generated. Valid for {plural(issued.minutes, 'minute', 'minutes')}.",
    )


def invites_reply(issued: list[Issued]) -> IssuedCodes:
    return IssuedCodes(invites=[_invite(one) for one in issued], server_time=issued[0].issued_at)


def _invite(issued: Issued) -> Invite:
    url = issued.url.reveal()
    picture = qr.draw(url)
    return Invite(
        id=issued.id,
        code=issued.code.reveal(),
        url=url,
        qr_svg=picture.svg,
        qr_png=picture.png_base64,
        device_name=issued.device_name,
        created_at=issued.issued_at,
        expires_at=issued.expires_at,
    )


def listed_reply(codes: Codes) -> InviteList:
    return InviteList(
        items=[_listed(item, codes.now) for item in codes.items], live=codes.live, max_live=codes.max_live, server_time=codes.now
    )


def _listed(item: Listed, now: int) -> ListedInvite:
    return ListedInvite(
        id=item.id,
        device_name=item.device_name,
        created_at=item.issued_at,
        expires_at=item.expires_at,
        state=shown_state(item.state, item.attempts, item.expires_at, now),
        issued_by=NamedRef(id=item.issuer_id, name=item.issuer_name),
        attempts=item.attempts,
        device_id=item.device_id,
    )


def preview_reply(seen: Preview) -> PairingPreview:
    return PairingPreview(
        restaurant=NamedRef(id=seen.restaurant_id, name=seen.restaurant_name),
        manager=Manager(name=seen.manager_name),
        expires_at=seen.expires_at,
        device_name=seen.device_name,
        needs_approval=seen.needs_approval,
        support_contact=seen.support_contact,
        server_time=seen.now,
    )


def verified_reply(pairing: Pairing) -> Verified:
    enrolled = pairing.enrolled
    return Verified(
        device_id=enrolled.device_id,
        auth_token=enrolled.token.reveal(),
        token_type=token_type(key_bound=enrolled.key_bound),
        expires_at=enrolled.expires_at,
        device_name=enrolled.name,
        restaurant=NamedRef(id=pairing.tenant_id, name=pairing.tenant_name),
    )


def pending_reply(pairing: Pairing) -> Pending:
    return Pending(device_id=pairing.enrolled.device_id, client_nonce=pairing.nonce)
