"""What goes in and out of the trail's routes."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from handfast.edge import paging
from handfast.edge.problems import PROBLEMS
from handfast.edge.schemas import Id, Reply, Timestamp, given_moment
from handfast.edge.strict_json import Body
from handfast.events.catalog import EVENT_TYPES, sentence
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import iso, parse
from handfast.reports.pages import Page
from handfast.reports.trail.store import Entry, Filter, Outcome, Place

_ACTIONS = sorted(name for name, kind in EVENT_TYPES.items() if kind.sentence is not None)
_REASONS = {reason.value for reason in Reason}


class TrailQuery(Body):
    action: str | None = Field(default=None, max_length=40)
    actor: str | None = Field(default=None, max_length=100)
    subject: str | None = Field(default=None, max_length=100)
    outcome: Outcome | None = None
    since: str | None = Field(default=None, alias="from", max_length=40)
    until: str | None = Field(default=None, alias="to", max_length=40)
    search: str | None = Field(default=None, max_length=100)
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200, strict=False)

    def filter(self) -> Filter:
        since, until = given_moment("from", self.since, parse), given_moment("to", self.until, parse)
        return Filter(self.action, self.actor, self.subject, self.outcome, since, until, self.search)

    def after(self) -> Place | None:
        return Place(*paging.decode(self.cursor, int, int)) if self.cursor else None


class Party(Reply):
    kind: str
    id: Id | None
    name: str


class AuditItem(Reply):
    id: int
    at: Timestamp
    action: str
    outcome: Outcome
    reason: str | None
    actor: Party
    subject: Party
    address: str
    sentence: str
    details: dict[str, Any]


class AuditPage(Reply):
    items: list[AuditItem]
    next_cursor: str | None
    actions: list[str]


class Alert(AuditItem):
    advice: str = Field(description="What the reader can do about it")


class Alerts(Reply):
    items: list[Alert]


def entry_reply(entry: Entry) -> AuditItem:
    details = json.loads(entry.details)
    return AuditItem(
        id=entry.id,
        at=entry.at,
        action=entry.action,
        outcome=entry.outcome,
        reason=entry.reason,
        actor=Party(kind=entry.actor_kind, id=entry.actor_id, name=entry.actor_name),
        subject=Party(kind=entry.subject_kind, id=entry.subject_id, name=entry.subject_name),
        address=entry.address,
        sentence=sentence_of(entry, details),
        details=details,
    )


def page_reply(page: Page[Entry, Place]) -> AuditPage:
    cursor = paging.encode(*page.next) if page.next else None
    return AuditPage(items=[entry_reply(entry) for entry in page.rows], next_cursor=cursor, actions=_ACTIONS)


def alerts_reply(entries: Sequence[Entry]) -> Alerts:
    return Alerts(items=[Alert(**dict(entry_reply(entry)), advice=EVENT_TYPES[entry.action].advice) for entry in entries])


COLUMNS = ("time", "action", "outcome", "reason", "who", "who_kind", "what", "what_kind", "what_id", "from", "sentence")


def cells(_: int, entry: Entry) -> tuple[object, ...]:
    result = (iso(entry.at), entry.action, entry.outcome, entry.reason or "")
    parties = (entry.actor_name, entry.actor_kind, entry.subject_name, entry.subject_kind, entry.subject_id or "")
    return (*result, *parties, entry.address, sentence_of(entry, json.loads(entry.details)))


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
