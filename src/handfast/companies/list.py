"""The companies of the server, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.companies import store
from handfast.companies.rules import Company
from handfast.kernel.outcomes import Done
from handfast.runner.context import Context

MOST_PRINTED = 100_000


@dataclass(frozen=True, slots=True)
class CompanyQuery:
    search: str | None
    after: tuple[str, str] | None
    """Sort key and id of the last company of the previous page."""
    most: int


@dataclass(frozen=True, slots=True)
class Page:
    companies: Sequence[Company]
    next: tuple[str, str] | None


async def list_companies(context: Context, query: CompanyQuery) -> Done[Page]:
    found = await context.fetch_all(store.page(query.search, query.after, query.most + 1))
    shown = found[: query.most]
    following = (shown[-1].name_sort, shown[-1].company.id) if len(found) > query.most else None
    return Done(Page([one.company for one in shown], following))


async def every_company(context: Context, _: None) -> Done[Sequence[Company]]:
    """For a command at the machine itself, which prints them all."""
    return Done([one.company for one in await context.fetch_all(store.page(None, None, MOST_PRINTED))])
