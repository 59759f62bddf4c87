"""Erases rows of the trail whose time is over, company by company, and deletes the beginning of the chain once all of it is erased.

The chain is one for all companies, so a row cannot simply go: its content goes, and a proof takes its place. Rows at the beginning that are
all erased are deleted together, and the start of the trail is kept in their place. The newest sealed row always stays.
"""

from itertools import takewhile

from handfast.audit import store as audit
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY
from handfast.reports.trail import anchors, store
from handfast.reports.trail.anchors import START
from handfast.reports.trail.store import ChainEnd
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants


async def expire_rows(context: Context, tenant_id: TenantId) -> Done[bool]:
    """The view says whether there is more to erase."""
    tenant = await context.fetch_one(tenants.tenant(tenant_id=tenant_id))
    days = context.policy.trail_days.of(tenant.settings.trail_days) if tenant else None
    if days is None:
        return Done(False)
    rows = await context.fetch_all(store.expirable(context.now - days * DAY, tenant_id=tenant_id))
    if rows:
        context.write(audit.expire([(row.id, audit.expiry(context.keys, row.sealed_number, row.mac)) for row in rows]))
    return Done(len(rows) == audit.EXPIRED_TOGETHER)


async def drop_beginning(context: Context, _: None) -> Done[bool]:
    """The view says whether there is more to delete."""
    start, end = await anchors.kept(context, START), await context.fetch_one(store.chain_end())
    if end is None:
        return Done(False)
    rows = await context.fetch_all(store.sealed_after(start.number if start else 0))
    erased = [*takewhile(lambda row: row.action == audit.EXPIRED and row.sealed_number < end.sealed_number, rows)]
    if not erased:
        return Done(False)
    last = erased[-1]
    context.write(anchors.keep(context, START, ChainEnd(last.sealed_number, last.seal)), audit.drop_until(last.sealed_number))
    return Done(len(erased) == len(rows))
