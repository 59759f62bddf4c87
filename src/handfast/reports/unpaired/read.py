"""The figures and the list, straight from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.reports.unpaired import store
from handfast.reports.unpaired.store import BEFORE_ALL, Figures, Unpaired
from handfast.runner.context import Context

OVERDUE_AFTER = 7 * DAY
MOST_SHOWN = 10_000


@dataclass(frozen=True, slots=True)
class Report:
    figures: Figures
    devices: Sequence[Unpaired]
    now: int


@dataclass(frozen=True, slots=True)
class PageQuery:
    most: int
    after: tuple[int, str] = BEFORE_ALL
    """`created_at` and id of the last device of the page before."""


@dataclass(frozen=True, slots=True)
class Page:
    devices: Sequence[Unpaired]
    now: int


def days_known(device: Unpaired, now: int) -> int:
    """Whole days since it was first known."""
    return (now - device.created_at) // DAY


def is_overdue(device: Unpaired, now: int) -> bool:
    return now - device.created_at > OVERDUE_AFTER


async def page(context: Context, query: PageQuery) -> Done[Page] | Refused:
    devices = await context.fetch_all(store.unpaired(context.now, query.most, query.after, tenant_id=context.caller.tenant))
    return Done(Page(devices, context.now))


async def report(context: Context, _: None) -> Done[Report] | Refused:
    figures = await context.fetch_one(store.figures(context.now, tenant_id=context.caller.tenant)) or Figures(0, 0, 0)
    devices = await context.fetch_all(store.unpaired(context.now, MOST_SHOWN, tenant_id=context.caller.tenant))
    return Done(Report(figures, devices, context.now))
