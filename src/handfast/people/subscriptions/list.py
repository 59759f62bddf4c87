"""The customers of the caller's tenant and how their subscriptions stand, by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.texts import pattern
from handfast.people.subscriptions import store
from handfast.people.subscriptions.set import Customer, customer_of
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class Wanted:
    search: str | None
    state: str | None
    after: tuple[str, str] | None
    most: int


@dataclass(frozen=True, slots=True)
class Page:
    customers: Sequence[Customer]
    next: tuple[str, str] | None
    total: int
    now: int


async def list_subscriptions(act: Act, wish: Wanted) -> Done[Page] | Refused:
    matching = (act.caller.tenant, pattern(wish.search) if wish.search else None, wish.state)
    name, id = wish.after or (None, None)
    rows = await act.reads.all(store.PAGE, *matching, name, id, wish.most + 1)
    total = await act.reads.one(store.TOTAL, *matching)
    shown = rows[: wish.most]
    following = (shown[-1]["name_sort"], shown[-1]["id"]) if len(rows) > wish.most else None
    customers = [customer_of(row, store.subscription_of(row)) for row in shown]
    return Done(Page(customers, following, total["total"] if total else 0, act.now))
