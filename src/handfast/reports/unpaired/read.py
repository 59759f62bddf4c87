"""The figures and the list, straight from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.rules import ShownStatus, shown_status
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import RustdeskId, TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.reports.unpaired import store
from handfast.runner.context import Context

OVERDUE_AFTER = 7 * DAY
MOST_SHOWN = 10_000


@dataclass(frozen=True, slots=True)
class Unpaired:
    id: str
    name: str
    rustdesk_id: RustdeskId
    created_at: int
    days: int
    """Whole days since it was first known."""
    status: ShownStatus
    last_seen_at: int | None
    hostname: str
    is_overdue: bool
    conflicts: int


@dataclass(frozen=True, slots=True)
class Report:
    paired: int
    unpaired: int
    grandfathered: int
    devices: Sequence[Unpaired]


@dataclass(frozen=True, slots=True)
class After:
    created_at: int = -1
    id: str = ""
    most: int = MOST_SHOWN


def _unpaired_of(row: Row, now: int) -> Unpaired:
    age = now - row["created_at"]
    return Unpaired(
        row["id"],
        row["name"],
        row["rustdesk_id"],
        row["created_at"],
        age // DAY,
        shown_status(row["status"], row["presence"], row["last_seen_at"]),
        row["last_seen_at"],
        row["hostname"],
        age > OVERDUE_AFTER,
        row["conflicts"],
    )


async def unpaired_of(context: Context, tenant_id: TenantId, after: After) -> Sequence[Unpaired]:
    rows = await fetch_rows(context.reads, store.UNPAIRED, tenant_id, context.now, after.created_at, after.id, after.most)
    return [_unpaired_of(row, context.now) for row in rows]


async def page(context: Context, after: After) -> Done[Sequence[Unpaired]] | Refused:
    return Done(await unpaired_of(context, context.caller.tenant, after))


async def report(context: Context, _: None) -> Done[Report] | Refused:
    figures = await fetch_row(context.reads, store.FIGURES, context.caller.tenant, context.now)
    paired, unpaired, grandfathered = (figures["paired"], figures["unpaired"], figures["grandfathered"]) if figures else (0, 0, 0)
    return Done(Report(paired, unpaired, grandfathered, await unpaired_of(context, context.caller.tenant, After())))
