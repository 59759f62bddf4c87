"""The customers of a tenant: how their subscriptions stand and whether they have a device, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import DeviceFilter, Listed, State
from handfast.billing.subscriptions.store import Filter
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context

AT_ONCE = 500
"""Whoever reads all customers reads so many at a time."""


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
    total: int | None
    """At most MOST_COUNTED. None when there are more customers than a filter or a search looks at."""
    now: int


async def list_subscriptions(context: Context, query: ListSubscriptions) -> Done[Page] | Refused:
    """A page may be short, or empty, and go on: a filter looks at a limited number of customers at a time."""
    matching = Filter(query.search, query.state, query.device)
    page = await _page(context, matching, query.after, query.most, tenant_id=context.caller.tenant)
    counted = await context.fetch_one(store.total(matching, context.now, tenant_id=context.caller.tenant))
    return Done(replace(page, total=counted.total if counted else 0))


async def read_on(context: Context, query: ListSubscriptions) -> Done[Page] | Refused:
    """The same without the total, for whoever reads page after page."""
    matching = Filter(query.search, query.state, query.device)
    return Done(await _page(context, matching, query.after, query.most, tenant_id=context.caller.tenant))


async def _page(context: Context, matching: Filter, after: tuple[str, str] | None, most: int, *, tenant_id: TenantId) -> Page:
    found = await context.fetch_all(store.page(matching, after, most + 1, context.now, tenant_id=tenant_id))
    shown = found[:most]
    if len(found) > most:
        return Page(shown, (shown[-1].name_sort, shown[-1].customer.id), None, context.now)
    following = await context.fetch_one(store.looked_at_until(after, tenant_id=tenant_id)) if matching.is_narrow else None
    return Page(shown, following, None, context.now)


async def listed_one(context: Context, user_id: UserId) -> Done[Listed] | Refused:
    listed = await context.fetch_one(store.listed_one(user_id, tenant_id=context.caller.tenant))
    return Done(listed) if listed else Refused(Reason.NOT_FOUND)


async def without_device(context: Context, most: int, *, tenant_id: TenantId) -> Sequence[Listed]:
    """Customers who are served and have no device; those who have been without one for longest come first."""
    found: list[Listed] = []
    after: tuple[str, str] | None = None
    while len(found) < most:
        page = await _page(context, Filter(device="missing"), after, min(most - len(found), AT_ONCE), tenant_id=tenant_id)
        found += page.customers
        after = page.next
        if after is None:
            break
    return sorted(found, key=lambda one: one.no_device_since or 0)
