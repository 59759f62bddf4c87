"""Closes a company: from now on nobody acts for it, and after a time of grace it is deleted. Until then it can be reopened.

It is suspended meanwhile, so whatever is refused to a suspended company is refused to it too. Its owners are told by mail when it ends.
"""

from handfast.companies import store
from handfast.companies.owners import notify_owners
from handfast.companies.rules import Company
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.time import DAY
from handfast.kernel.wording import day, day_and_time
from handfast.runner.context import Context
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenants import store as tenants


async def close_company(context: Context, tenant_id: TenantId) -> Done[Company] | Refused:
    """Closing it again changes nothing: the date of which its owners were told stays."""
    company = await context.fetch_one(store.company(tenant_id=tenant_id))
    if company is None:
        return Refused(Reason.NOT_FOUND)
    if company.closing_at is not None:
        return Done(company)
    if refused := await unconfirmed(context):
        return refused
    closing_at = context.now + context.policy.closing_days * DAY
    context.write(tenants.close(context.now, closing_at, tenant_id=tenant_id))
    await notify_owners(
        context,
        company,
        f"{company.name} is being closed",
        f"{company.name} is being closed on this server. From now on nobody can use it, and its devices are refused.",
        f"On {day_and_time(closing_at)} it will be deleted with everything in it. Until then it can be reopened, and nothing is lost.",
        "If you want to keep it, or need a copy of its data, ask whoever runs this server before that day.",
    )
    closed = company._replace(closing_at=closing_at, suspended_at=company.suspended_at or context.now, version=company.version + 1)
    subject = Subject("tenant", tenant_id, company.name)
    return Done(closed, [DomainEvent("TENANT_CLOSING", tenant_id, subject, {"date": day(closing_at)})])
