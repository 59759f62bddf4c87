"""Routes of the trail."""

import json
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from handfast.edge import paging
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.time import iso
from handfast.reports.trail.csv_text import line
from handfast.reports.trail.read import EntriesQuery, alerts, read
from handfast.reports.trail.schemas import Alert, Alerts, AuditPage, TrailQuery, item, sentence_of
from handfast.reports.trail.store import Entry

routes = Routes("Audit")

_CSV_COLUMNS = ("time", "action", "outcome", "reason", "who", "who_kind", "what", "what_kind", "what_id", "from", "sentence")
_CSV_CHUNK = 500
_ACTIONS = sorted(name for name, kind in EVENT_TYPES.items() if kind.sentence is not None)


@routes.get("/api/audit", allow="audit.read")
async def list_audit_entries(call: Call, query: TrailQuery) -> AuditPage:
    """What happened, newest first."""
    entries = await call.do(read, EntriesQuery(query.filters(), query.limit + 1))
    page = entries[: query.limit]
    cursor = paging.encode(page[-1].id) if len(entries) > query.limit else None
    return AuditPage(items=[item(entry) for entry in page], next_cursor=cursor, actions=_ACTIONS)


@routes.get("/api/audit.csv", allow="audit.read")
async def export_audit_entries(call: Call, query: TrailQuery) -> Response:
    """The same, whole, for a spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="handfast-audit.csv"'}
    return StreamingResponse(_csv(call, query.filters()), media_type="text/csv; charset=utf-8", headers=headers)


async def _csv(call: Call, filters: dict[str, object]) -> AsyncIterator[str]:
    yield "\ufeff" + line(_CSV_COLUMNS)
    while True:
        entries = await call.do(read, EntriesQuery(filters, _CSV_CHUNK))
        yield "".join(line(_csv_values(entry)) for entry in entries)
        if len(entries) < _CSV_CHUNK:
            return
        filters = filters | {"before": entries[-1].id}


def _csv_values(entry: Entry) -> tuple[object, ...]:
    result = (iso(entry.at), entry.action, entry.outcome, entry.reason or "")
    parties = (entry.actor_name, entry.actor_kind, entry.subject_name, entry.subject_kind, entry.subject_id or "")
    return (*result, *parties, entry.address, sentence_of(entry, json.loads(entry.details)))


@routes.get("/api/alerts", allow="audit.read")
async def list_alerts(call: Call) -> Alerts:
    """Alerts of the last 24 hours, newest first, each with what can be done about it."""
    entries = await call.do(alerts, None)
    return Alerts(items=[Alert(**dict(item(entry)), advice=EVENT_TYPES[entry.action].advice) for entry in entries])
