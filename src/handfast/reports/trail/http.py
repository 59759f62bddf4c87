"""Routes of the trail."""

from functools import partial

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.trail.export import csv
from handfast.reports.trail.read import EntriesQuery, alerts, read
from handfast.reports.trail.schemas import Alerts, AuditPage, TrailQuery, alerts_reply, page_reply

routes = Routes("Audit")


@routes.get("/api/audit", allow="audit.read")
async def list_audit_entries(call: Call, query: TrailQuery) -> AuditPage:
    """What happened, newest first. A page of a search may be short, or empty, though `next_cursor` goes on: it looks at 5,000 entries."""
    return page_reply(await call.do(read, EntriesQuery(query.filter(), query.after(), query.limit)))


@routes.get("/api/audit.csv", allow="audit.read")
async def export_audit_entries(call: Call, query: TrailQuery) -> Response:
    """The same, whole, for a spreadsheet."""
    return csv_file("handfast-audit.csv", csv(partial(call.do, read), query.filter(), query.after()))


@routes.get("/api/alerts", allow="audit.read")
async def list_alerts(call: Call) -> Alerts:
    """Alerts of the last 24 hours, newest first, each with what can be done about it."""
    return alerts_reply(await call.do(alerts, None))
