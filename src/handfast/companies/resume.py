"""Lifts the suspension of a company: people, tokens and devices go on with what they had."""

from handfast.companies import store
from handfast.companies.rules import Company, refused_while_closing
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants


async def resume_company(context: Context, tenant_id: TenantId) -> Done[Company] | Refused:
    company = await context.fetch_one(store.company(tenant_id=tenant_id))
    if company is None:
        return Refused(Reason.NOT_FOUND)
    if refused := refused_while_closing(company):
        return refused
    if company.suspended_at is None:
        return Done(company)
    context.write(tenants.resume(tenant_id=tenant_id))
    resumed = company._replace(suspended_at=None, version=company.version + 1)
    return Done(resumed, [DomainEvent("TENANT_RESUMED", tenant_id, Subject("tenant", tenant_id, company.name))])
