"""The JSON of the ceremony's answers. `generate` and `verify` use exactly the names that the requirement prescribes."""

from pydantic import BaseModel, Field

from handfast.ceremonies.pairing import qr
from handfast.ceremonies.pairing.issue import Issued
from handfast.ceremonies.pairing.live import Codes
from handfast.ceremonies.pairing.preview import Preview
from handfast.ceremonies.pairing.redeem import Pairing
from handfast.ceremonies.pairing.store import Listed
from handfast.kernel.ids import DeviceId, PairingCodeId
from handfast.kernel.time import iso
from handfast.kernel.wording import plural


class Named(BaseModel):
    id: str
    name: str


class Generated(BaseModel):
    success: bool = True
    pairing_code: str
    code_id: PairingCodeId
    expires_at: str
    expires_in_minutes: int
    message: str


class Invite(BaseModel):
    id: str
    code: str
    url: str
    qr_svg: str
    qr_png: str
    device_name: str | None
    created_at: str
    expires_at: str
    state: str = "live"


class Invites(BaseModel):
    invites: list[Invite]
    server_time: str


class ListedInvite(BaseModel):
    id: str
    device_name: str | None
    created_at: str
    expires_at: str
    state: str
    issued_by: Named
    attempts: int
    device_id: DeviceId | None


class InviteList(BaseModel):
    items: list[ListedInvite]
    live: int
    max_live: int
    server_time: str


class Manager(BaseModel):
    name: str


class PairingPreview(BaseModel):
    restaurant: Named
    manager: Manager
    expires_at: str
    device_name: str | None
    needs_approval: bool
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")
    server_time: str


class Verified(BaseModel):
    success: bool = True
    device_id: DeviceId
    auth_token: str
    token_type: str
    expires_at: str
    device_name: str
    restaurant: Named
    message: str = "Device paired successfully"
    next_steps: str = "Save the auth_token securely on your device"


class Pending(BaseModel):
    success: bool = False
    status: str = "pending_approval"
    code: str = "PENDING_APPROVAL"
    device_id: DeviceId
    client_nonce: str
    retry_in: int = 3
    message: str = "A manager must confirm this device. Ask again with the same clientNonce."


class MailSent(BaseModel):
    message: str = "The code is on its way."


def generated(issued: Issued) -> Generated:
    return Generated(
        pairing_code=issued.code.reveal(),
        code_id=issued.id,
        expires_at=iso(issued.expires_at),
        expires_in_minutes=issued.minutes,
        message=f"Pairing code generated. Valid for {plural(issued.minutes, 'minute', 'minutes')}.",
    )


def invites(issued: list[Issued]) -> Invites:
    return Invites(invites=[_invite(one) for one in issued], server_time=iso(issued[0].issued_at))


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
        created_at=iso(issued.issued_at),
        expires_at=iso(issued.expires_at),
    )


def listed(codes: Codes) -> InviteList:
    return InviteList(items=[_listed(item) for item in codes.items], live=codes.live, max_live=codes.max_live, server_time=iso(codes.now))


def _listed(item: Listed) -> ListedInvite:
    return ListedInvite(
        id=item.id,
        device_name=item.device_name,
        created_at=iso(item.issued_at),
        expires_at=iso(item.expires_at),
        state=item.state,
        issued_by=Named(id=item.issuer_id, name=item.issuer_name),
        attempts=item.attempts,
        device_id=item.device_id,
    )


def preview(seen: Preview) -> PairingPreview:
    return PairingPreview(
        restaurant=Named(id=seen.restaurant_id, name=seen.restaurant_name),
        manager=Manager(name=seen.manager_name),
        expires_at=iso(seen.expires_at),
        device_name=seen.device_name,
        needs_approval=seen.needs_approval,
        support_contact=seen.support_contact,
        server_time=iso(seen.now),
    )


def verified(pairing: Pairing) -> Verified:
    enrolled = pairing.enrolled
    return Verified(
        device_id=enrolled.device_id,
        auth_token=enrolled.token.reveal(),
        token_type="DPoP" if enrolled.key_bound else "Bearer",
        expires_at=iso(enrolled.expires_at),
        device_name=enrolled.name,
        restaurant=Named(id=pairing.tenant_id, name=pairing.tenant_name),
    )


def pending(pairing: Pairing) -> Pending:
    return Pending(device_id=pairing.enrolled.device_id, client_nonce=pairing.nonce)
