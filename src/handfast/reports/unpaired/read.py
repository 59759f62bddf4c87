"""The figures and the list, straight from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.reports.unpaired import store
from handfast.reports.unpaired.store import BEFORE_ALL, Figures, Unpaired
from handfast.runner.context import Context

OVERDUE_AFTER = 7 * DAY
MOST_SHOWN = 10_000
AT_ONCE = 500
"""Whoever reads them all reads so many at a time."""


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
    tenant_id = context.caller.tenant
    figures = await context.fetch_one(store.figures(context.now, tenant_id=tenant_id)) or Figures(0, 0, 0)
    return Done(Report(figures, await longest_known(context, tenant_id=tenant_id), context.now))


async def longest_known(context: Context, *, tenant_id: TenantId) -> list[Unpaired]:
    """The first MOST_SHOWN."""
    found: list[Unpaired] = []
    after: tuple[int, str] = BEFORE_ALL
    while len(found) < MOST_SHOWN:
        devices = await context.fetch_all(store.unpaired(context.now, AT_ONCE, after, tenant_id=tenant_id))
        found += devices
        if len(devices) < AT_ONCE:
            break
        after = (devices[-1].created_at, devices[-1].id)
    return found
