"""A tenant's trail: by page, whole, and its alerts of the last day."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.reports.pages import Page
from handfast.reports.trail import store
from handfast.reports.trail.store import Entry, Filter, Place
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class EntriesQuery:
    filter: Filter
    after: Place | None = None
    """Continues after this row."""
    limit: int = 50


async def read(context: Context, query: EntriesQuery) -> Done[Page[Entry, Place]] | Refused:
    tenant_id = context.caller.tenant
    found = await context.fetch_all(store.page(query.filter, query.after, query.limit + 1, tenant_id=tenant_id))
    entries = found[: query.limit]
    if len(found) > query.limit:
        return Done(Page(entries, Place(entries[-1].at, entries[-1].id), context.now))
    if not store.is_search(query.filter):
        return Done(Page(entries, None, context.now))
    following = await context.fetch_one(store.looked_at_until(query.filter, query.after, tenant_id=tenant_id))
    return Done(Page(entries, following, context.now))


async def alerts(context: Context, _: None) -> Done[Sequence[Entry]] | Refused:
    return Done(await context.fetch_all(store.alerts(context.now - DAY, tenant_id=context.caller.tenant)))
