"""Routes of the report."""

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.pages import PageQuery, csv, page
from handfast.reports.unpaired.read import report
from handfast.reports.unpaired.schemas import COLUMNS, UnpairedReport, cells, report_reply
from handfast.reports.unpaired.store import unpaired

routes = Routes("Reports")


@routes.get("/api/admin/devices/unpaired", allow="rustdesk.unpaired")
async def get_unpaired_report(call: Call) -> UnpairedReport:
    """Count RustDesk devices, and list the unpaired ones.

    It counts the paired, unpaired and exempt devices. Those that have been unpaired for longest come first.
    """
    return await report_reply(await call.do(report, None))


@routes.get("/api/admin/devices/unpaired.csv", allow="rustdesk.unpaired")
async def export_unpaired_devices(call: Call) -> Response:
    """Export the unpaired RustDesk devices as CSV."""
    return csv_file("handfast-unpaired.csv", csv(COLUMNS, cells, lambda after: call.do(page, PageQuery(unpaired, after))))
