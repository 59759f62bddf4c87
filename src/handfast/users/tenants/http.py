"""`/api/tenant`: the settings screen."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason
from handfast.users.tenants.change import Change, change
from handfast.users.tenants.get_tenant import get_tenant
from handfast.users.tenants.schemas import TenantChange, TenantView, tenant_reply

routes = Routes("Tenant", "The settings of a company.")


@routes.get("/api/tenant", allow="tenant.look")
async def get_own_tenant(call: Call) -> TenantView:
    """Get the settings of the company."""
    return tenant_reply(await call.do(get_tenant, None), call.run.policy)


@routes.patch("/api/tenant", allow="tenant.change", refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.VERSION_CONFLICT])
async def change_own_tenant(call: Call, body: TenantChange) -> TenantView:
    """Change the settings of the company.

    Changing of whom a second factor is required (`second_factor_roles`) takes a session that was confirmed recently.
    """
    changed = await call.do(change, Change(body.version, body.name, body.settings.model_dump(exclude_unset=True)))
    return tenant_reply(changed, call.run.policy)
