"""`/api/tenants`: the companies, for the operator of the server."""

from handfast.companies.change import change_company
from handfast.companies.close import close_company
from handfast.companies.create import create_company
from handfast.companies.get import get_company
from handfast.companies.list import list_companies
from handfast.companies.reopen import reopen_company
from handfast.companies.resume import resume_company
from handfast.companies.schemas import (
    CreatedTenant,
    NewTenant,
    TenantLimits,
    TenantLine,
    TenantList,
    TenantsQuery,
    created_reply,
    page_reply,
    tenant_line,
)
from handfast.companies.suspend import suspend_company
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason

routes = Routes("Companies", "Make, list, limit and suspend the companies of a server, as its operator.")


@routes.get("/api/tenants", allow="company.list")
async def list_tenants(call: Call, query: TenantsQuery) -> TenantList:
    """List the companies of the server, by page."""
    return page_reply(await call.do(list_companies, query.command()))


@routes.post("/api/tenants", allow="company.create", status=201, refuses=[Reason.PEOPLE_QUOTA])
async def create_tenant(call: Call, body: NewTenant) -> CreatedTenant:
    """Make a company, and invite its first owner."""
    return created_reply(await call.do(create_company, body.command()))


@routes.get("/api/tenants/{id}", allow="company.list", refuses=[Reason.NOT_FOUND])
async def get_tenant(call: Call, id: TenantId) -> TenantLine:
    """Get a company."""
    return tenant_line(await call.do(get_company, id))


@routes.patch("/api/tenants/{id}", allow="company.change", refuses=[Reason.NOT_FOUND, Reason.VERSION_CONFLICT])
async def change_tenant(call: Call, id: TenantId, body: TenantLimits) -> TenantLine:
    """Rename a company, or change how many people and devices it may have."""
    return tenant_line(await call.do(change_company, body.command(id)))


@routes.post("/api/tenants/{id}/suspend", allow="company.change", refuses=[Reason.NOT_FOUND, Reason.TENANT_CLOSING])
async def suspend_tenant(call: Call, id: TenantId) -> TenantLine:
    """Suspend a company.

    Its people and devices are refused until it is resumed; nothing of it ends or is deleted.
    """
    return tenant_line(await call.do(suspend_company, id))


@routes.post("/api/tenants/{id}/resume", allow="company.change", refuses=[Reason.NOT_FOUND, Reason.TENANT_CLOSING])
async def resume_tenant(call: Call, id: TenantId) -> TenantLine:
    """Resume a suspended company."""
    return tenant_line(await call.do(resume_company, id))


@routes.post("/api/tenants/{id}/close", allow="company.close", refuses=[Reason.NOT_FOUND, Reason.REAUTHENTICATION_REQUIRED])
async def close_tenant(call: Call, id: TenantId) -> TenantLine:
    """Close a company.

    It is suspended at once, and deleted with everything in it at `closing_at`. Until then it can be reopened. Its owners are told by mail.
    """
    return tenant_line(await call.do(close_company, id))


@routes.post("/api/tenants/{id}/reopen", allow="company.close", refuses=[Reason.NOT_FOUND, Reason.TENANT_CLOSING])
async def reopen_tenant(call: Call, id: TenantId) -> TenantLine:
    """Reopen a company that is being closed.

    It goes on as it was; one that was suspended before stays suspended.
    """
    return tenant_line(await call.do(reopen_company, id))
