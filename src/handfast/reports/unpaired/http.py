"""Routes of the report."""

from functools import partial

from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.unpaired.export import csv
from handfast.reports.unpaired.read import page, report
from handfast.reports.unpaired.schemas import UnpairedReport, report_reply

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
    return csv_file("handfast-unpaired.csv", csv(partial(call.do, page)))
