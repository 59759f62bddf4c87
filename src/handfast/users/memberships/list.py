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
    total: int


async def list_people(context: Context, query: UserQuery) -> Done[Page]:
    tenant = context.caller.tenant
    rows = await store.page(context.reads, tenant, query.filter, query.after, query.most + 1)
    shown = rows[: query.most]
    following = (shown[-1]["name_sort"], shown[-1]["id"]) if len(rows) > query.most else None
    return Done(Page([store.user_of(row) for row in shown], following, await store.total(context.reads, tenant, query.filter)))
