"""The route of the export."""

from starlette.responses import Response, StreamingResponse

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason
from handfast.reports.company_export.export import begin_export, export

routes = Routes("Companies")


@routes.get("/api/tenants/{id}/export", allow="company.export", refuses=[Reason.NOT_FOUND, Reason.REAUTHENTICATION_REQUIRED])
async def export_tenant(call: Call, id: TenantId) -> Response:
    """Export all data of a company.

    One ZIP with a file of JSON lines for each kind of thing; its README.txt says what is in it. No secrets are.
    """
    begun = await call.do(begin_export, id)
    headers = {"Content-Disposition": f'attachment; filename="company-{id}.zip"'}
    return StreamingResponse(export(call.do, begun), media_type="application/octet-stream", headers=headers)
