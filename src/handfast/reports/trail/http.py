"""Routes of the trail."""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.pages import AT_ONCE, csv
from handfast.reports.trail.read import EntriesQuery, alerts, read
from handfast.reports.trail.schemas import COLUMNS, Alerts, AuditPage, TrailQuery, alerts_reply, cells, page_reply

routes = Routes("Audit", "The trail of what happened, and alerts.")


@routes.get("/api/audit", allow="audit.read")
async def list_audit_entries(call: Call, query: TrailQuery) -> AuditPage:
    """What happened, newest first. A page of a search may be short, or empty, though `next_cursor` goes on: it looks at 5,000 entries."""
    return page_reply(await call.do(read, EntriesQuery(query.filter(), query.after(), query.limit)))


@routes.get("/api/audit.csv", allow="audit.read")
async def export_audit_entries(call: Call, query: TrailQuery) -> Response:
    """The same, whole, for a spreadsheet."""
    chosen = query.filter()
    entries = csv(COLUMNS, cells, lambda after: call.do(read, EntriesQuery(chosen, after, AT_ONCE)), query.after())
    return csv_file("handfast-audit.csv", entries)


@routes.get("/api/alerts", allow="audit.read")
async def list_alerts(call: Call) -> Alerts:
    """Alerts of the last 24 hours, newest first, each with what can be done about it."""
    return alerts_reply(await call.do(alerts, None))
