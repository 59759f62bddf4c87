"""What goes in and out of `/api/admin/subscriptions`."""

from pydantic import Field

from handfast.billing.subscriptions.list import ListSubscriptions, Page
from handfast.billing.subscriptions.rules import DeviceFilter, Listed, State, chosen_end, is_good
from handfast.edge import paging
from handfast.edge.schemas import PERIOD_END, Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import RustdeskId


class SubscriptionQuery(Body):
    search: str | None = Field(default=None, max_length=200)
    state: State | None = None
    device: DeviceFilter | None = Field(
        default=None, description="`linked`, `none`, or `missing` for those with an active subscription but no device"
    )
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=100, strict=False)

    def command(self) -> ListSubscriptions:
        after: tuple[str, str] | None = None
        if self.cursor:
            name, id = paging.decode(self.cursor, str, str)
            after = name, id
        return ListSubscriptions(self.search, self.state, after, self.limit, self.device)


class SubscriptionChange(Body):
    state: State
    ends_at: str | None = Field(default=None, max_length=40, description=PERIOD_END)


class CustomerName(Reply):
    id: Id
    name: str
    email: str


class LinkedDevice(Reply):
    id: Id
    name: str
    rustdesk_id: RustdeskId


class CustomerSubscription(Reply):
    person: CustomerName
    state: State
    ends_at: Timestamp | None
    renews_at: Timestamp | None
    """For one that renews itself, the end of the paid period; without a renewal the customer is served until the grace after it ends."""
    good: bool
    source: str
    updated_at: Timestamp | None
    last_event_at: Timestamp | None
    lapsed_at: Timestamp | None
    device: LinkedDevice | None
    no_device_since: Timestamp | None = Field(description="When their last device was unlinked, or when they were invited")


class SubscriptionPage(Reply):
    items: list[CustomerSubscription]
    next_cursor: str | None
    total: paging.Total


def customer_reply(one: Listed, now: int) -> CustomerSubscription:
    customer, held = one.customer, one.customer.subscription
    return CustomerSubscription(
        person=CustomerName(id=customer.id, name=customer.name, email=customer.email),
        state=held.state,
        ends_at=chosen_end(held.ends_at, held.renews_at),
        renews_at=held.renews_at,
        good=is_good(held.state, held.ends_at, now),
        source=held.source,
        updated_at=held.updated_at if held.version else None,
        last_event_at=customer.last_event_at,
        lapsed_at=held.lapsed_at,
        device=LinkedDevice(id=one.device.id, name=one.device.name, rustdesk_id=one.device.rustdesk_id) if one.device else None,
        no_device_since=one.no_device_since,
    )


def page_reply(page: Page) -> SubscriptionPage:
    cursor = paging.encode(*page.next) if page.next else None
    return SubscriptionPage(items=[customer_reply(one, page.now) for one in page.customers], next_cursor=cursor, total=page.total)
