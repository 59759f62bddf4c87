"""The users of the caller's tenant, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import User
from handfast.users.memberships.store import Filter


@dataclass(frozen=True, slots=True)
class UserQuery:
    filter: Filter
    after: tuple[str, str] | None
    """Sort key and id of the last user of the previous page."""
    most: int


@dataclass(frozen=True, slots=True)
class Page:
    users: Sequence[User]
    next: tuple[str, str] | None
    total: int | None
    """At most MOST_COUNTED. None when the search stopped before it had looked through everything."""


async def list_people(context: Context, query: UserQuery) -> Done[Page]:
    tenant_id = context.caller.tenant
    found = await context.fetch_all(store.page(query.filter, query.after, query.most + 1, tenant_id=tenant_id))
    counted = await context.fetch_one(store.total(query.filter, tenant_id=tenant_id))
    shown = found[: query.most]
    following = (shown[-1].name_sort, shown[-1].user.id) if len(found) > query.most else None
    return Done(Page([one.user for one in shown], following, counted.total if counted else 0))
