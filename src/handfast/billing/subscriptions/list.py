"""The customers of a tenant: how their subscriptions stand and whether they have a device, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.set import Customer, customer_of
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.texts import pattern
from handfast.runner.context import Context

DeviceFilter = Literal["linked", "none", "missing"]
"""`missing`: served by a good subscription, not disabled, and without a device. Somebody should follow them up."""


@dataclass(frozen=True, slots=True)
class ListSubscriptions:
    search: str | None = None
    state: str | None = None
    after: tuple[str, str] | None = None
    most: int = 50
    device: DeviceFilter | None = None


@dataclass(frozen=True, slots=True)
class LinkedDevice:
    id: str
    name: str
    rustdesk_id: RustdeskId


@dataclass(frozen=True, slots=True)
class Listed:
    customer: Customer
    device: LinkedDevice | None
    no_device_since: int | None
    """When their last device was unlinked, or when they were invited if they never had one; None while they have one."""


@dataclass(frozen=True, slots=True)
class Page:
    customers: Sequence[Listed]
    next: tuple[str, str] | None
    total: int
    now: int


async def list_subscriptions(context: Context, query: ListSubscriptions) -> Done[Page] | Refused:
    matching = _matching(context, context.caller.tenant, query)
    rows = await fetch_rows(context.reads, store.PAGE, *matching, *(query.after or (None, None)), query.most + 1)
    total = await fetch_row(context.reads, store.TOTAL, *matching)
    shown = rows[: query.most]
    following = (shown[-1]["name_sort"], shown[-1]["id"]) if len(rows) > query.most else None
    return Done(Page([_listed(row) for row in shown], following, total["total"] if total else 0, context.now))


async def listed_one(context: Context, user_id: UserId) -> Done[Listed] | Refused:
    row = await fetch_row(context.reads, store.LISTED_ONE, context.caller.tenant, user_id)
    return Done(_listed(row)) if row else Refused(Reason.NOT_FOUND)


async def without_device(context: Context, tenant_id: TenantId, most: int) -> Sequence[Listed]:
    """Customers who are served and have no device; those who have been without one for longest come first."""
    rows = await fetch_rows(
        context.reads, store.PAGE, *_matching(context, tenant_id, ListSubscriptions(device="missing")), None, None, most
    )
    return sorted((_listed(row) for row in rows), key=lambda one: one.no_device_since or 0)


def _matching(context: Context, tenant_id: TenantId, query: ListSubscriptions) -> tuple[object, ...]:
    return tenant_id, pattern(query.search) if query.search else None, query.state, query.device, context.now


def _listed(row: Row) -> Listed:
    device = LinkedDevice(row["device_id"], row["device_name"], row["rustdesk_id"]) if row["device_id"] else None
    return Listed(customer_of(row, store.subscription_of(row)), device, row["no_device_since"])
