"""A tenant's trail: by page, whole, and its alerts of the last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handfast.edge.problems import PROBLEMS
from handfast.events.catalog import sentence
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import DAY
from handfast.reports.trail import store
from handfast.reports.trail.store import Entry, Filter, Place
from handfast.runner.context import Context

_REASONS = {reason.value for reason in Reason}


@dataclass(frozen=True, slots=True)
class EntriesQuery:
    filter: Filter
    after: Place | None = None
    """Continues after this row."""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    entries: Sequence[Entry]
    next: Place | None
    """None at the end of the trail. A page of a search may be short, or empty, and go on."""


def sentence_of(entry: Entry, details: dict[str, Any]) -> str:
    """`details` are those of the entry, decoded."""
    reason = _in_words(details.get("reason") or entry.reason or "")
    return sentence(entry.action, entry.actor_name, entry.subject_name, details | {"reason": reason})


def _in_words(reason: str) -> str:
    """`DEVICE_LINKED_ELSEWHERE` is "linked elsewhere". A reason that a later release no longer has stays as it is."""
    if reason not in _REASONS:
        return reason
    title = PROBLEMS[Reason(reason)].title
    return title[0].lower() + title[1:]


async def read(context: Context, query: EntriesQuery) -> Done[Page] | Refused:
    tenant_id = context.caller.tenant
    found = await context.fetch_all(store.page(query.filter, query.after, query.limit + 1, tenant_id=tenant_id))
    entries = found[: query.limit]
    if len(found) > query.limit:
        return Done(Page(entries, Place(entries[-1].at, entries[-1].id)))
    if not store.is_search(query.filter):
        return Done(Page(entries, None))
    return Done(Page(entries, await context.fetch_one(store.looked_at_until(query.filter, query.after, tenant_id=tenant_id))))


async def alerts(context: Context, _: None) -> Done[Sequence[Entry]] | Refused:
    return Done(await context.fetch_all(store.alerts(context.now - DAY, tenant_id=context.caller.tenant)))
