"""What goes in and out of the customer's routes. That of the first four has the names and casing that the requirement prescribes."""

from typing import ClassVar, Literal

from pydantic import Field

from handfast.billing.subscriptions.rules import State as SubscriptionState
from handfast.ceremonies.linking.bind import Bound
from handfast.ceremonies.linking.customers import Customer
from handfast.ceremonies.linking.get import Hindrance, Page
from handfast.ceremonies.linking.rules import ShownStatus, Successor, is_verified
from handfast.ceremonies.linking.show_code import PersonalCode as ShownCode
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import Reason
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


class PersonalCode(Reply):
    code: str
    isPaired: bool  # noqa: N815
    pairedDeviceId: str | None  # noqa: N815


class LinkAnswer(Reply):
    success: Literal[True] = True
    message: str


class PendingProof(Reply):
    status_code: ClassVar[int] = 202

    success: Literal[False] = False
    status: Literal["pending_proof"] = "pending_proof"
    message: str
    expires_at: Timestamp


class SubscriptionView(Reply):
    state: SubscriptionState
    ends_at: Timestamp | None
    good: bool


class LinkView(Reply):
    device_id: Id
    rustdesk_id: str
    name: str
    state: Literal["verified", "claimed"] = Field(description="`claimed`: without proof from the device")
    linked_at: Timestamp
    status: ShownStatus
    last_seen_at: Timestamp | None


class SuccessorView(Reply):
    device_id: Id
    rustdesk_id: str
    name: str
    first_seen_at: Timestamp


class PendingLinkView(Reply):
    rustdesk_id: str
    claimed_at: Timestamp
    expires_at: Timestamp


class ClientView(Reply):
    api: str
    host: str
    key: str
    relay: str
    config_json: str
    config_string: str
    option_line: str
    qr_svg: str


class OwnPendingLink(PendingLinkView):
    hindrance: Hindrance | None = Field(description="Why this request can no longer succeed")


class CustomerPage(Reply):
    code: str | None
    subscription: SubscriptionView
    link: LinkView | None
    renamed_to: SuccessorView | None = Field(
        description="The ID that the linked device seems to have now; `followOwnDevice` moves the link"
    )
    claim: OwnPendingLink | None = Field(description="A request to link a device that still waits for proof")
    id_format: IdFormat
    proof: Literal["none", "seen", "device"]
    can_change: bool
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")
    rustdesk: ClientView


def personal_code_reply(shown: ShownCode) -> PersonalCode:
    return PersonalCode(code=shown.code, isPaired=shown.rustdesk_id is not None, pairedDeviceId=shown.rustdesk_id)


def link_answer_reply(bound: Bound, message: str) -> LinkAnswer | PendingProof:
    """`message` says what was done, where no proof is wanted."""
    if bound.waits_until is None:
        return LinkAnswer(message=message)
    waiting = f"RustDesk {bound.rustdesk_id} is noted. It will be linked as soon as the device confirms it."
    return PendingProof(message=waiting, expires_at=bound.waits_until)


def client_reply(set_to: Configuration) -> ClientView:
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


def subscription_reply(who: Customer) -> SubscriptionView:
    return SubscriptionView(state=who.subscription, ends_at=who.ends_at, good=who.is_paid_up)


def link_reply(who: Customer) -> LinkView | None:
    held = who.link
    if held is None:
        return None
    return LinkView(
        device_id=held.device_id,
        rustdesk_id=held.rustdesk_id,
        name=held.name,
        state="verified" if is_verified(held.proof) else "claimed",
        linked_at=held.linked_at,
        status=held.status,
        last_seen_at=held.last_seen_at,
    )


def pending_link_reply(who: Customer) -> PendingLinkView | None:
    held = who.pending_link
    return PendingLinkView(rustdesk_id=held.rustdesk_id, claimed_at=held.named_at, expires_at=held.expires_at) if held else None


def _own_pending_link(shown: Page) -> OwnPendingLink | None:
    held = pending_link_reply(shown.customer)
    return OwnPendingLink(**dict(held), hindrance=shown.hindrance) if held else None


def successor_reply(to: Successor | None) -> SuccessorView | None:
    if to is None:
        return None
    return SuccessorView(device_id=to.device_id, rustdesk_id=to.rustdesk_id, name=to.name, first_seen_at=to.first_seen_at)


def page_reply(shown: Page) -> CustomerPage:
    who = shown.customer
    return CustomerPage(
        code=shown.code,
        subscription=subscription_reply(who),
        link=link_reply(who),
        renamed_to=successor_reply(shown.renamed_to),
        claim=_own_pending_link(shown),
        id_format=who.settings.rustdesk_id_format,
        proof=who.settings.link_proof,
        can_change=who.is_paid_up,
        support_contact=who.settings.support_contact,
        rustdesk=client_reply(shown.client),
    )
