"""The customers of a tenant: how their subscriptions stand and whether they have a device, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import DeviceFilter, Listed, State
from handfast.billing.subscriptions.store import Filter
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class ListSubscriptions:
    search: str | None = None
    state: State | None = None
    after: tuple[str, str] | None = None
    most: int = 50
    device: DeviceFilter | None = None


@dataclass(frozen=True, slots=True)
class Page:
    customers: Sequence[Listed]
    next: tuple[str, str] | None
    total: int
    now: int


async def list_subscriptions(context: Context, query: ListSubscriptions) -> Done[Page] | Refused:
    tenant_id, matching = context.caller.tenant, Filter(query.search, query.state, query.device)
    found = await context.fetch_all(store.page(matching, query.after, query.most + 1, context.now, tenant_id=tenant_id))
    total = await context.fetch_one(store.total(matching, context.now, tenant_id=tenant_id))
    shown = found[: query.most]
    following = (shown[-1].name_sort, shown[-1].customer.id) if len(found) > query.most else None
    return Done(Page(shown, following, total or 0, context.now))


async def listed_one(context: Context, user_id: UserId) -> Done[Listed] | Refused:
    listed = await context.fetch_one(store.listed_one(user_id, tenant_id=context.caller.tenant))
    return Done(listed) if listed else Refused(Reason.NOT_FOUND)


async def without_device(context: Context, most: int, *, tenant_id: TenantId) -> Sequence[Listed]:
    """Customers who are served and have no device; those who have been without one for longest come first."""
    found = await context.fetch_all(store.page(Filter(device="missing"), None, most, context.now, tenant_id=tenant_id))
    return sorted(found, key=lambda one: one.no_device_since or 0)
