"""Reopens a company that is being closed, before its deletion begins: it goes on as it was. One that was suspended before stays so."""

from handfast.companies import store
from handfast.companies.owners import notify_owners
from handfast.companies.rules import Company
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants

_TOO_LATE = "The deletion of this company has begun, so it cannot be reopened."


async def reopen_company(context: Context, tenant_id: TenantId) -> Done[Company] | Refused:
    company = await context.fetch_one(store.company(tenant_id=tenant_id))
    if company is None:
        return Refused(Reason.NOT_FOUND)
    if company.closing_at is None:
        return Done(company)
    if company.deleting_at is not None:
        return Refused(Reason.TENANT_CLOSING, extra={"detail": _TOO_LATE})
    suspended_at = await context.fetch_one(tenants.suspended_before(tenant_id=tenant_id))
    context.write(tenants.reopen(tenant_id=tenant_id))
    await notify_owners(
        context,
        company,
        f"{company.name} is not closed",
        f"{company.name} was reopened: it will not be deleted, and nothing of it is lost.",
        *(["It is still suspended; ask whoever runs this server."] if suspended_at else ["It can be used as before."]),
    )
    reopened = company._replace(closing_at=None, suspended_at=suspended_at, version=company.version + 1)
    return Done(reopened, [DomainEvent("TENANT_REOPENED", tenant_id, Subject("tenant", tenant_id, company.name))])
