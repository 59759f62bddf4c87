"""The figures and the list, straight from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.reports.pages import first
from handfast.reports.unpaired import store
from handfast.reports.unpaired.store import Figures, Unpaired
from handfast.runner.context import Context

OVERDUE_AFTER = 7 * DAY


@dataclass(frozen=True, slots=True)
class Report:
    figures: Figures
    devices: Sequence[Unpaired]
    now: int


def days_known(device: Unpaired, now: int) -> int:
    """Whole days since it was first known."""
    return (now - device.created_at) // DAY


def is_overdue(device: Unpaired, now: int) -> bool:
    return now - device.created_at > OVERDUE_AFTER


async def report(context: Context, _: None) -> Done[Report] | Refused:
    tenant_id = context.caller.tenant
    figures = await context.fetch_one(store.figures(context.now, tenant_id=tenant_id)) or Figures(0, 0, 0)
    return Done(Report(figures, await first(context, store.unpaired, tenant_id=tenant_id), context.now))
