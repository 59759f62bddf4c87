"""Step 1. Writes the trail of one company, or of all, to a file. What is written meanwhile belongs to the next export."""

from dataclasses import dataclass
from typing import TextIO

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.reports.trail import store
from handfast.reports.trail.exports.lines import Lines
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class Export:
    file: TextIO
    tenant_id: TenantId | None
    """None for all companies, and what belongs to none."""
    since: int | None
    by: str
    """Who runs the command."""


async def export(context: Context, command: Export) -> Done[int] | Refused:
    """The number of rows. Done once all rows are sealed (`chain.seal`)."""
    tenant_id, since = command.tenant_id, command.since
    about = Subject("server", None)
    if tenant_id is not None:
        tenant = await context.fetch_one(tenants.tenant(tenant_id=tenant_id))
        if tenant is None:
            return Refused(Reason.NOT_FOUND)
        about = Subject("tenant", tenant_id, tenant.name)
    end = await context.fetch_one(store.chain_end()) or store.ChainEnd(0, b"\x00" * 32)
    lines, number = Lines(context.keys), 0
    command.file.write(lines.first(tenant_id, since, context.now))
    while number < end.sealed_number and (rows := await context.fetch_all(store.sealed_after(number))):
        number = rows[-1].sealed_number
        for row in rows:
            is_chosen = (tenant_id is None or row.tenant_id == tenant_id) and (since is None or row.at >= since)
            if is_chosen and row.sealed_number <= end.sealed_number:
                command.file.write(lines.row(row))
    command.file.write(lines.head(end, context.now))
    return Done(lines.rows, [DomainEvent("TRAIL_EXPORTED", tenant_id, about, {"count": lines.rows, "by": command.by})])
