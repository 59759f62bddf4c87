"""All that is known of a customer, in one read."""

from dataclasses import dataclass

from handfast.billing.subscriptions.rules import State as SubscriptionState
from handfast.billing.subscriptions.rules import chosen_end, is_good
from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.notifications import Reader
from handfast.ceremonies.linking.rules import Device, Proof, ShownStatus, shown_status
from handfast.db.raw import Row, fetch_row
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
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
    is_word: bool
    """The device is here on the customer's word alone: it was never heard of, and no admin has taken it up or exempted it."""


@dataclass(frozen=True, slots=True)
class PendingLink:
    rustdesk_id: RustdeskId
    claimed_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str
    email: str
    tenant_id: TenantId
    settings: TenantSettings
    code_hash: bytes | None
    sealed_code: bytes | None
    subscription: SubscriptionState
    ends_at: int | None
    is_paid_up: bool
    link: Link | None
    claim: PendingLink | None
    is_disabled: bool = False

    @property
    def reader(self) -> Reader:
        return Reader(self.name, self.email, self.tenant_id)

    @property
    def subject(self) -> Subject:
        return Subject("person", self.id, self.name)


async def customer(context: Context, tenant_id: TenantId, user_id: UserId) -> Customer | None:
    row = await fetch_row(context.reads, store.CUSTOMER, user_id, tenant_id, context.now)
    return None if row is None else _customer_of(row, tenant_id, context.now)


def _customer_of(row: Row, tenant_id: TenantId, now: int) -> Customer:
    state: SubscriptionState = row["state"] or "none"
    link = None
    if row["device_id"]:
        place = (
            row["device_id"],
            row["rustdesk_id"],
            row["device_name"],
            shown_status(row["status"], row["presence"], row["last_seen_at"]),
        )
        link = Link(*place, row["proof"], row["linked_at"], row["last_seen_at"], row["device_version"], bool(row["is_word"]))
    claim = PendingLink(row["claimed_id"], row["claimed_at"], row["claim_expires_at"]) if row["claimed_id"] else None
    return Customer(
        row["id"],
        row["name"],
        row["email"],
        tenant_id,
        tenant_settings.parse(row["settings"]),
        row["code_hash"],
        row["sealed"],
        state,
        chosen_end(row["ends_at"], row["renews_at"]),
        is_good(state, row["ends_at"], now),
        link,
        claim,
        row["disabled_at"] is not None,
    )


async def device(context: Context, tenant_id: TenantId, rustdesk_id: RustdeskId) -> Device | None:
    row = await fetch_row(context.reads, rustdesk.BY_RUSTDESK_ID, tenant_id, rustdesk_id)
    return device_of(row) if row else None


def device_of(row: Row) -> Device:
    is_online = row["status"] == "active" and row["presence"] == "online"
    return Device(row["id"], row["name"], row["status"], is_online, row["uuid"], row["person_id"], row["version"])
