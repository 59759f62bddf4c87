"""A tenant's trail: by page, whole, and its alerts of the last day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handfast.edge.problems import PROBLEMS
from handfast.events.catalog import sentence
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import DAY
from handfast.reports.trail import store
from handfast.reports.trail.store import Entry
from handfast.runner.context import Context

_REASONS = {reason.value for reason in Reason}


@dataclass(frozen=True, slots=True)
class EntriesQuery:
    filters: dict[str, object] = field(default_factory=dict)
    """By name: action, actor, subject, outcome, since, until, search, before (the id a page continues from)."""
    limit: int = 50


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


async def read(context: Context, query: EntriesQuery) -> Done[list[Entry]] | Refused:
    return Done(await context.fetch_all(store.page(query.filters, query.limit, tenant_id=context.caller.tenant)))


async def alerts(context: Context, _: None) -> Done[Sequence[Entry]] | Refused:
    return Done(await context.fetch_all(store.alerts(context.now - DAY, tenant_id=context.caller.tenant)))
