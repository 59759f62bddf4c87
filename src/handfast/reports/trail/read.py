"""A tenant's trail: by page, whole, and its alerts of the last day."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from handfast.db.database import Row
from handfast.edge.problems import PROBLEMS
from handfast.events.catalog import sentence
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import DAY
from handfast.reports.trail import store
from handfast.runner.context import Context

Outcome = Literal["done", "refused"]
_REASONS = {reason.value for reason in Reason}


@dataclass(frozen=True, slots=True)
class Ask:
    filters: dict[str, object] = field(default_factory=dict)
    """By name: action, actor, subject, outcome, since, until, search, before (the id a page continues from)."""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: int
    action: str
    outcome: Outcome
    reason: str | None
    actor: tuple[str, str | None, str]
    """Kind, id, name."""
    subject: tuple[str, str | None, str]
    address: str
    details: dict[str, Any]
    sentence: str


def entry_of(row: Row) -> Entry:
    details = json.loads(row["details"])
    actor = (row["actor_kind"], row["actor_id"], row["actor_name"])
    subject = (row["subject_kind"], row["subject_id"], row["subject_name"])
    told = sentence(row["action"], actor[2], subject[2], details | {"reason": _in_words(details.get("reason") or row["reason"] or "")})
    return Entry(row["id"], row["at"], row["action"], row["outcome"], row["reason"], actor, subject, row["address"], details, told)


def _in_words(reason: str) -> str:
    """`DEVICE_LINKED_ELSEWHERE` is "linked elsewhere". A reason that a later release no longer has stays as it is."""
    if reason not in _REASONS:
        return reason
    title = PROBLEMS[Reason(reason)].title
    return title[0].lower() + title[1:]


async def read(context: Context, ask: Ask) -> Done[list[Entry]] | Refused:
    sql, arguments = store.page(ask.filters, ask.limit)
    return Done([entry_of(row) for row in await context.reads.fetch_all(sql, context.caller.tenant, *arguments)])


async def alerts(context: Context, _: None) -> Done[Sequence[Entry]] | Refused:
    return Done([entry_of(row) for row in await context.reads.fetch_all(store.ALERTS, context.caller.tenant, context.now - DAY)])
