"""The people of the caller's tenant, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.run import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import Person
from handfast.users.memberships.store import Filter


@dataclass(frozen=True, slots=True)
class Wanted:
    filter: Filter
    after: tuple[str, str] | None
    """Sort key and id of the last person of the page before."""
    most: int


@dataclass(frozen=True, slots=True)
class Page:
    people: Sequence[Person]
    next: tuple[str, str] | None
    total: int


async def list_people(context: Context, wish: Wanted) -> Done[Page]:
    tenant = context.caller.tenant
    rows = await store.page(context.reads, tenant, wish.filter, wish.after, wish.most + 1)
    shown = rows[: wish.most]
    following = (shown[-1]["name_sort"], shown[-1]["id"]) if len(rows) > wish.most else None
    return Done(Page([store.person_of(row) for row in shown], following, await store.total(context.reads, tenant, wish.filter)))
