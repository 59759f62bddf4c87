"""Routes of the trail."""

import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from handfast.edge import paging
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import iso, parse
from handfast.reports.trail.csv_text import line, lines
from handfast.reports.trail.read import EntriesQuery, alerts, read, sentence_of
from handfast.reports.trail.store import Entry, Filter, Place

routes = Routes("Audit")

_CSV_COLUMNS = ("time", "action", "outcome", "reason", "who", "who_kind", "what", "what_kind", "what_id", "from", "sentence")
_CSV_CHUNK = 500
_ACTIONS = sorted(name for name, kind in EVENT_TYPES.items() if kind.sentence is not None)


class TrailQuery(Body):
    action: str | None = Field(default=None, max_length=40)
    actor: str | None = Field(default=None, max_length=100)
    subject: str | None = Field(default=None, max_length=100)
    outcome: Literal["done", "refused"] | None = None
    since: str | None = Field(default=None, alias="from", max_length=40)
    until: str | None = Field(default=None, alias="to", max_length=40)
    search: str | None = Field(default=None, max_length=100)
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200, strict=False)

    def filter(self) -> Filter:
        since, until = _moment("from", self.since), _moment("to", self.until)
        return Filter(self.action, self.actor, self.subject, self.outcome, since, until, self.search)

    def after(self) -> Place | None:
        return Place(*paging.decode(self.cursor, int, int)) if self.cursor else None


def _moment(field: str, text: str | None) -> int | None:
    moment = parse(text) if text else None
    if text and moment is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": field, "message": "This is not a date and time (ISO 8601)"}])
    return moment


class Party(BaseModel):
    kind: str
    id: str | None
    name: str


class AuditItem(BaseModel):
    id: int
    at: str
    action: str
    outcome: str
    reason: str | None
    actor: Party
    subject: Party
    address: str
    sentence: str
    details: dict[str, Any]


class AuditPage(BaseModel):
    items: list[AuditItem]
    next_cursor: str | None
    actions: list[str]


class Alert(AuditItem):
    advice: str = Field(description="What whoever reads it can do")


class Alerts(BaseModel):
    items: list[Alert]


def item(entry: Entry) -> AuditItem:
    details = json.loads(entry.details)
    return AuditItem(
        id=entry.id,
        at=iso(entry.at),
        action=entry.action,
        outcome=entry.outcome,
        reason=entry.reason,
        actor=Party(kind=entry.actor_kind, id=entry.actor_id, name=entry.actor_name),
        subject=Party(kind=entry.subject_kind, id=entry.subject_id, name=entry.subject_name),
        address=entry.address,
        sentence=sentence_of(entry, details),
        details=details,
    )


@routes.get("/api/audit", allow="audit.read")
async def trail(call: Call, query: TrailQuery) -> AuditPage:
    """What happened, newest first. A page of a search may be short, or empty, though `next_cursor` goes on: it looks at 5,000 entries."""
    page = await call.do(read, EntriesQuery(query.filter(), query.after(), query.limit))
    cursor = paging.encode(*page.next) if page.next else None
    return AuditPage(items=[item(entry) for entry in page.entries], next_cursor=cursor, actions=_ACTIONS)


@routes.get("/api/audit.csv", allow="audit.read")
async def trail_as_csv(call: Call, query: TrailQuery) -> Response:
    """The same, whole, for a spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="handfast-audit.csv"'}
    return StreamingResponse(_csv(call, query.filter(), query.after()), media_type="text/csv; charset=utf-8", headers=headers)


async def _csv(call: Call, chosen: Filter, after: Place | None) -> AsyncIterator[str]:
    yield "\ufeff" + line(_CSV_COLUMNS)
    while True:
        page = await call.do(read, EntriesQuery(chosen, after, _CSV_CHUNK))
        async for text in lines(page.entries, _csv_values):
            yield text
        after = page.next
        if after is None:
            return


def _csv_values(entry: Entry) -> tuple[object, ...]:
    result = (iso(entry.at), entry.action, entry.outcome, entry.reason or "")
    parties = (entry.actor_name, entry.actor_kind, entry.subject_name, entry.subject_kind, entry.subject_id or "")
    return (*result, *parties, entry.address, sentence_of(entry, json.loads(entry.details)))


@routes.get("/api/alerts", allow="audit.read")
async def recent_alerts(call: Call) -> Alerts:
    """Alerts of the last 24 hours, newest first, each with what can be done about it."""
    entries = await call.do(alerts, None)
    return Alerts(items=[Alert(**item(entry).model_dump(), advice=EVENT_TYPES[entry.action].advice) for entry in entries])
