"""Bodies and answers of the customer's routes. Those of the first four have the names and casing that the requirement prescribes."""

from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from handfast.ceremonies.linking.bind import Bound
from handfast.ceremonies.linking.customers import Customer
from handfast.ceremonies.linking.get import Hindrance, Page
from handfast.ceremonies.linking.rules import ShownStatus, Successor, is_verified
from handfast.edge.strict_json import Body
from handfast.kernel.ids import DeviceId, RustdeskId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import iso, iso_or_none
from handfast.rustdesk.configuration import Configuration
from handfast.rustdesk.registry.ids import IdFormat

# A longer text is neither a code nor an ID, and is refused like any other that is malformed.
_LONGEST = 10_000


class LinkBody(Body):
    missing: ClassVar[Reason] = Reason.INVALID_FORMAT
    malformed: ClassVar[Reason] = Reason.INVALID_FORMAT
    code: str = Field(max_length=_LONGEST)
    deviceId: RustdeskId = Field(max_length=_LONGEST)  # noqa: N815


class ReplaceBody(Body):
    missing: ClassVar[Reason] = Reason.INVALID_FORMAT
    malformed: ClassVar[Reason] = Reason.INVALID_FORMAT
    newRustDeskId: RustdeskId = Field(max_length=_LONGEST)  # noqa: N815


class FollowBody(Body):
    rustdesk_id: RustdeskId = Field(max_length=100)


class PersonalCode(BaseModel):
    code: str
    isPaired: bool  # noqa: N815
    pairedDeviceId: str | None  # noqa: N815


class LinkAnswer(BaseModel):
    success: Literal[True] = True
    message: str


class PendingProof(BaseModel):
    success: Literal[False] = False
    status: Literal["pending_proof"] = "pending_proof"
    message: str
    expires_at: str


class SubscriptionView(BaseModel):
    state: str
    ends_at: str | None
    good: bool


class LinkView(BaseModel):
    device_id: DeviceId
    rustdesk_id: RustdeskId
    name: str
    state: Literal["verified", "claimed"] = Field(description="`claimed` by the customer's word alone")
    linked_at: str
    status: ShownStatus
    last_seen_at: str | None


class SuccessorView(BaseModel):
    device_id: DeviceId
    rustdesk_id: RustdeskId
    name: str
    first_seen_at: str


class ClaimView(BaseModel):
    rustdesk_id: RustdeskId
    claimed_at: str
    expires_at: str


class ClientView(BaseModel):
    api: str
    host: str
    key: str
    relay: str
    config_json: str
    config_string: str
    option_line: str
    qr_svg: str


class OwnClaim(ClaimView):
    hindrance: Hindrance | None = Field(description="Why it cannot come true any more")


class CustomerPage(BaseModel):
    code: str | None
    subscription: SubscriptionView
    link: LinkView | None
    renamed_to: SuccessorView | None = Field(description="What the linked device seems to call itself now; one press moves the link")
    claim: OwnClaim | None = Field(description="A device that was named and has not proven itself yet")
    id_format: IdFormat
    proof: Literal["none", "seen", "device"]
    can_change: bool
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")
    rustdesk: ClientView


def pending(bound: Bound, waits_until: int) -> PendingProof:
    message = f"RustDesk {bound.rustdesk_id} is noted. It is linked as soon as the device proves itself."
    return PendingProof(message=message, expires_at=iso(waits_until))


def client(set_to: Configuration) -> ClientView:
    return ClientView(
        api=set_to.api,
        host=set_to.host,
        key=set_to.key,
        relay=set_to.relay,
        config_json=set_to.config_json,
        config_string=set_to.config_string,
        option_line=set_to.option_line,
        qr_svg=set_to.qr_svg,
    )


def subscription(who: Customer) -> SubscriptionView:
    return SubscriptionView(state=who.subscription, ends_at=iso_or_none(who.ends_at), good=who.is_paid_up)


def link(who: Customer) -> LinkView | None:
    held = who.link
    if held is None:
        return None
    return LinkView(
        device_id=held.device_id,
        rustdesk_id=held.rustdesk_id,
        name=held.name,
        state="verified" if is_verified(held.proof) else "claimed",
        linked_at=iso(held.linked_at),
        status=held.status,
        last_seen_at=iso_or_none(held.last_seen_at),
    )


def claim(who: Customer) -> ClaimView | None:
    held = who.claim
    return ClaimView(rustdesk_id=held.rustdesk_id, claimed_at=iso(held.claimed_at), expires_at=iso(held.expires_at)) if held else None


def _own_claim(shown: Page) -> OwnClaim | None:
    held = claim(shown.customer)
    return OwnClaim(**held.model_dump(), hindrance=shown.hindrance) if held else None


def successor(to: Successor | None) -> SuccessorView | None:
    if to is None:
        return None
    return SuccessorView(device_id=to.device_id, rustdesk_id=to.rustdesk_id, name=to.name, first_seen_at=iso(to.first_seen_at))


def page(shown: Page) -> CustomerPage:
    who = shown.customer
    return CustomerPage(
        code=shown.code,
        subscription=subscription(who),
        link=link(who),
        renamed_to=successor(shown.renamed_to),
        claim=_own_claim(shown),
        id_format=who.settings.rustdesk_id_format,
        proof=who.settings.link_proof,
        can_change=who.is_paid_up,
        support_contact=who.settings.support_contact,
        rustdesk=client(shown.client),
    )
