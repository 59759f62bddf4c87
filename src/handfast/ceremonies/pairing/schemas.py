"""The JSON of the ceremony's answers. `generate` and `verify` use exactly the names that the requirement prescribes."""

from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from handfast.ceremonies.pairing import qr
from handfast.ceremonies.pairing.issue import Issued
from handfast.ceremonies.pairing.lifecycle import ShownState
from handfast.ceremonies.pairing.live import Codes
from handfast.ceremonies.pairing.preview import Preview
from handfast.ceremonies.pairing.redeem import Pairing
from handfast.ceremonies.pairing.rules import shown_state
from handfast.ceremonies.pairing.store import Listed
from handfast.edge.schemas import Id, NamedRef, Reply, Timestamp, TokenType, token_type
from handfast.kernel.wording import plural


class Generated(BaseModel):
    success: Literal[True] = True
    pairing_code: str
    code_id: Id
    expires_at: Timestamp
    expires_in_minutes: int
    message: str


class Invite(BaseModel):
    id: Id
    code: str
    url: str
    qr_svg: str
    qr_png: str
    device_name: str | None
    created_at: Timestamp
    expires_at: Timestamp
    state: Literal["live"] = "live"


class IssuedCodes(BaseModel):
    invites: list[Invite]
    server_time: Timestamp


class ListedInvite(BaseModel):
    id: Id
    device_name: str | None
    created_at: Timestamp
    expires_at: Timestamp
    state: ShownState
    issued_by: NamedRef
    attempts: int
    device_id: Id | None


class InviteList(BaseModel):
    items: list[ListedInvite]
    live: int
    max_live: int
    server_time: Timestamp


class Manager(BaseModel):
    name: str


class PairingPreview(BaseModel):
    restaurant: NamedRef
    manager: Manager
    expires_at: Timestamp
    device_name: str | None
    needs_approval: bool
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")
    server_time: Timestamp


class Verified(BaseModel):
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
    message: str = "A manager must confirm this device. Ask again with the same clientNonce."


class MailSent(BaseModel):
    message: str = "The code is on its way."


def generated(issued: Issued) -> Generated:
    return Generated(
        pairing_code=issued.code.reveal(),
        code_id=issued.id,
        expires_at=issued.expires_at,
        expires_in_minutes=issued.minutes,
        message=f"Pairing code generated. Valid for {plural(issued.minutes, 'minute', 'minutes')}.",
    )


def invites(issued: list[Issued]) -> IssuedCodes:
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


def listed(codes: Codes) -> InviteList:
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


def preview(seen: Preview) -> PairingPreview:
    return PairingPreview(
        restaurant=NamedRef(id=seen.restaurant_id, name=seen.restaurant_name),
        manager=Manager(name=seen.manager_name),
        expires_at=seen.expires_at,
        device_name=seen.device_name,
        needs_approval=seen.needs_approval,
        support_contact=seen.support_contact,
        server_time=seen.now,
    )


def verified(pairing: Pairing) -> Verified:
    enrolled = pairing.enrolled
    return Verified(
        device_id=enrolled.device_id,
        auth_token=enrolled.token.reveal(),
        token_type=token_type(key_bound=enrolled.key_bound),
        expires_at=enrolled.expires_at,
        device_name=enrolled.name,
        restaurant=NamedRef(id=pairing.tenant_id, name=pairing.tenant_name),
    )


def pending(pairing: Pairing) -> Pending:
    return Pending(device_id=pairing.enrolled.device_id, client_nonce=pairing.nonce)
