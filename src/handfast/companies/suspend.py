"""Suspends a company: nobody acts for it, its devices are refused and keep their credentials, and nothing of it is lost.

Nobody's session or credential ends: each is refused while the company is suspended (`users/identify.py`, `devices/identify.py`).
Sockets are closed by the event. Jobs go on, and what Stripe reports is kept.
"""

from handfast.companies import store
from handfast.companies.rules import Company, refused_while_closing
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants


async def suspend_company(context: Context, tenant_id: TenantId) -> Done[Company] | Refused:
    company = await context.fetch_one(store.company(tenant_id=tenant_id))
    if company is None:
        return Refused(Reason.NOT_FOUND)
    if refused := refused_while_closing(company):
        return refused
    if company.suspended_at is not None:
        return Done(company)
    context.write(tenants.suspend(context.now, tenant_id=tenant_id))
    suspended = company._replace(suspended_at=context.now, version=company.version + 1)
    return Done(suspended, [DomainEvent("TENANT_SUSPENDED", tenant_id, Subject("tenant", tenant_id, company.name))])
