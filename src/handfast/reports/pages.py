"""What the reports share: rows in one order, read page by page, so that a long report neither holds up others nor fills the memory."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from handfast.db.query import Query
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.reports.csv_text import BOM, line, lines
from handfast.runner.context import Context

AT_ONCE = 500
MOST_SHOWN = 10_000
"""The most that anybody is shown at once. The CSV has all."""

Place = tuple[int, str]
"""What the rows of a report are sorted by: a moment and an id."""
BEFORE_ALL: Place = (-1, "")


class Row(Protocol):
    @property
    def place(self) -> Place: ...


T = TypeVar("T")
A = TypeVar("A")
R = TypeVar("R", bound=Row)
R_co = TypeVar("R_co", bound=Row, covariant=True)


class Select(Protocol[R_co]):
    """A report's query, in its `store.py`: the first `most` rows that follow `after`."""

    def __call__(self, now: int, most: int, after: Place, *, tenant_id: TenantId) -> Query[R_co]: ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T, A]):
    rows: Sequence[T]
    next: A | None
    """Where the next page begins; None at the end. A page of a search may be short, or empty, and go on."""
    now: int


@dataclass(frozen=True, slots=True)
class PageQuery(Generic[R]):
    select: Select[R]
    after: Place | None = None


async def page(context: Context, query: PageQuery[R]) -> Done[Page[R, Place]] | Refused:
    return Done(await _page(context, query.select, query.after, tenant_id=context.caller.tenant))


async def first(context: Context, select: Select[R], *, tenant_id: TenantId) -> list[R]:
    """The first MOST_SHOWN."""
    found = await _page(context, select, None, tenant_id=tenant_id)
    rows = [*found.rows]
    while found.next is not None and len(rows) < MOST_SHOWN:
        found = await _page(context, select, found.next, tenant_id=tenant_id)
        rows += found.rows
    return rows


async def _page(context: Context, select: Select[R], after: Place | None, *, tenant_id: TenantId) -> Page[R, Place]:
    rows = await context.fetch_all(select(context.now, AT_ONCE, after or BEFORE_ALL, tenant_id=tenant_id))
    return Page(rows, rows[-1].place if len(rows) == AT_ONCE else None, context.now)


async def csv(
    columns: Sequence[str],
    values: Callable[[int, T], Sequence[object]],
    read: Callable[[A | None], Awaitable[Page[T, A]]],
    after: A | None = None,
) -> AsyncIterator[str]:
    """A heading and all rows. `values`: the cells of a row, given the present moment."""
    yield BOM + line(columns)
    while True:
        found = await read(after)
        async for text in lines(found.rows, partial(values, found.now)):
            yield text
        if (after := found.next) is None:
            return
