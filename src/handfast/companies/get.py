"""One company, as the operator sees it."""

from handfast.companies import store
from handfast.companies.rules import Company
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context


async def get_company(context: Context, tenant_id: TenantId) -> Done[Company] | Refused:
    company = await context.fetch_one(store.company(tenant_id=tenant_id))
    return Refused(Reason.NOT_FOUND) if company is None else Done(company)
