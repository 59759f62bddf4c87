"""A tenant's trail: by page, whole, and its alerts of the last day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.reports.trail import store
from handfast.reports.trail.store import Entry
from handfast.runner.context import Context

Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class EntriesQuery:
    filters: dict[str, object] = field(default_factory=dict)
    """By name: action, actor, subject, outcome, since, until, search, before (the id a page continues from)."""
    limit: int = 50


async def read(context: Context, query: EntriesQuery) -> Done[list[Entry]] | Refused:
    return Done(await context.fetch_all(store.page(query.filters, query.limit, tenant_id=context.caller.tenant)))


async def alerts(context: Context, _: None) -> Done[Sequence[Entry]] | Refused:
    return Done(await context.fetch_all(store.alerts(context.now - DAY, tenant_id=context.caller.tenant)))
