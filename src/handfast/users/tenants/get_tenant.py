"""Shows the tenant and its settings."""

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.tenants import store
from handfast.users.tenants.store import Tenant


async def get_tenant(context: Context, _: None) -> Done[Tenant] | Refused:
    tenant = await context.fetch_one(store.tenant(tenant_id=context.caller.tenant))
    return Refused(Reason.NOT_FOUND) if tenant is None else Done(tenant)
