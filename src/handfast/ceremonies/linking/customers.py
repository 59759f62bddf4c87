"""All that is known of a customer, in one read."""

from dataclasses import dataclass

from handfast.billing.subscriptions.rules import State as SubscriptionState
from handfast.billing.subscriptions.rules import chosen_end, is_good
from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.lifecycle import CUSTOMER_LINK, LinkState, link_state
from handfast.ceremonies.linking.notifications import Reader
from handfast.ceremonies.linking.rules import Proof, ShownStatus, shown_status
from handfast.ceremonies.linking.store import CustomerRow
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Subject
from handfast.runner.context import Context
from handfast.users import tenant_settings
from handfast.users.tenant_settings import TenantSettings


@dataclass(frozen=True, slots=True)
class Link:
    device_id: DeviceId
    rustdesk_id: RustdeskId
    name: str
    status: ShownStatus
    proof: Proof
    linked_at: int
    last_seen_at: int | None
    device_version: int
    is_named_only: bool
    """The device is here on the customer's word alone: it was never heard of, and no admin has taken it up or exempted it."""


@dataclass(frozen=True, slots=True)
class PendingLink:
    rustdesk_id: RustdeskId
    named_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Customer:
    id: UserId
    name: str
    email: str
    tenant_id: TenantId
    settings: TenantSettings
    code_hash: bytes | None = None
    sealed_code: bytes | None = None
    subscription: SubscriptionState = "none"
    ends_at: int | None = None
    is_paid_up: bool = False
    link: Link | None = None
    pending_link: PendingLink | None = None
    is_disabled: bool = False

    @property
    def link_state(self) -> LinkState:
        return link_state(has_link=self.link is not None, has_pending=self.pending_link is not None)

    @property
    def may_link(self) -> bool:
        """Whether their company lets customers link devices that are not theirs yet."""
        return self.settings.linking == "on"

    def may(self, verb: str) -> bool:
        """Whether the state of the customer's link allows one of the verbs of `lifecycle.py`."""
        return CUSTOMER_LINK.allows(verb, self.link_state)

    @property
    def reader(self) -> Reader:
        return Reader(self.name, self.email, self.tenant_id)

    @property
    def subject(self) -> Subject:
        return Subject("person", self.id, self.name)


async def customer(context: Context, user_id: UserId, *, tenant_id: TenantId) -> Customer | None:
    row = await context.fetch_one(store.customer(user_id, context.now, tenant_id=tenant_id))
    return None if row is None else _customer_of(row, context.now, tenant_id=tenant_id)


def _customer_of(row: CustomerRow, now: int, *, tenant_id: TenantId) -> Customer:
    state: SubscriptionState = row.subscription or "none"
    return Customer(
        row.id,
        row.name,
        row.email,
        tenant_id,
        tenant_settings.parse(row.settings),
        row.code_hash,
        row.sealed_code,
        state,
        chosen_end(row.ends_at, row.renews_at),
        is_good(state, row.ends_at, now),
        _link_of(row),
        _pending_link_of(row),
        row.disabled_at is not None,
    )


def _link_of(row: CustomerRow) -> Link | None:
    match row:
        case CustomerRow(
            device_id=str(device_id),
            device_name=str(name),
            status=str(status),
            presence=str(presence),
            device_version=int(version),
            linked_at=int(linked_at),
            proof=str(proof),
            rustdesk_id=str(rustdesk_id),
        ):
            shown = shown_status(status, presence, row.last_seen_at)
            return Link(device_id, rustdesk_id, name, shown, proof, linked_at, row.last_seen_at, version, bool(row.is_named_only))
    return None


def _pending_link_of(row: CustomerRow) -> PendingLink | None:
    if row.pending_id is None or row.named_at is None or row.pending_expires_at is None:
        return None
    return PendingLink(row.pending_id, row.named_at, row.pending_expires_at)
