"""Routes of the trail."""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.pages import AT_ONCE, csv
from handfast.reports.trail.read import EntriesQuery, alerts, read
from handfast.reports.trail.schemas import COLUMNS, Alerts, AuditPage, TrailQuery, alerts_reply, cells, page_reply

routes = Routes("Audit", "The audit trail, and alerts.")


@routes.get("/api/audit", allow="audit.read")
async def list_audit_entries(call: Call, query: TrailQuery) -> AuditPage:
    """List what happened, newest first.

    A page of a search looks at 5,000 entries, so it may be short or empty although `next_cursor` leads on.
    """
    return page_reply(await call.do(read, EntriesQuery(query.filter(), query.after(), query.limit)))


@routes.get("/api/audit.csv", allow="audit.read")
async def export_audit_entries(call: Call, query: TrailQuery) -> Response:
    """Export what happened as CSV, with the filters of the list.

    The export is complete.
    """
    chosen = query.filter()
    entries = csv(COLUMNS, cells, lambda after: call.do(read, EntriesQuery(chosen, after, AT_ONCE)), query.after())
    return csv_file("handfast-audit.csv", entries)


@routes.get("/api/alerts", allow="audit.read")
async def list_alerts(call: Call) -> Alerts:
    """List the alerts of the last 24 hours, newest first, each with advice."""
    return alerts_reply(await call.do(alerts, None))
