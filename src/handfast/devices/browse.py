"""The manager's list of devices, and one device with what has happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.devices import store, view
from handfast.devices.view import DeviceView
from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.run import Context

STATUSES = ("online", "offline", "blocked", "waiting")


@dataclass(frozen=True, slots=True)
class Browse:
    search: str = ""
    status: str | None = None
    sort: str = "name"
    after: Sequence[Any] | None = None
    limit: int = 25
    kind: str = "browser"


@dataclass(frozen=True, slots=True)
class DeviceList:
    items: list[DeviceView]
    last: tuple[Any, str] | None
    """Sort value and id of the last row, when there are more."""
    total: int
    counts: Mapping[str, int]


async def browse(context: Context, wish: Browse) -> Done[DeviceList] | Refused:
    tenant_id, matching = context.caller.tenant, texts.pattern(wish.search)
    sql = store.page(wish.status, wish.sort, after=wish.after is not None)
    rows = await context.reads.fetch_all(sql, tenant_id, matching, wish.search, wish.kind, wish.limit + 1, *(wish.after or ()))
    total = await context.reads.fetch_one(store.total(wish.status), tenant_id, matching, wish.search, wish.kind)
    counted = {row["shown"]: row["devices"] for row in await context.reads.fetch_all(store.COUNTS, tenant_id, wish.kind)}
    counts = {status: counted.get(status, 0) for status in STATUSES}
    page = rows[: wish.limit]
    last = (page[-1]["sort_value"], page[-1]["id"]) if len(rows) > wish.limit else None
    everything = {"all": sum(counts.values()), **counts}
    return Done(DeviceList([view.of(row) for row in page], last, total["devices"] if total else 0, everything))


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An older entry that may be the same device, from before its storage was cleared."""

    id: str
    name: str
    last_seen_at: int | None


@dataclass(frozen=True, slots=True)
class Looked:
    device: DeviceView
    replaces: Predecessor | None


async def look(context: Context, device_id: str) -> Done[Looked] | Refused:
    row = await context.reads.fetch_one(store.ONE, device_id, context.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    older = await context.reads.fetch_one(store.PREDECESSORS, device_id, context.caller.tenant)
    predecessor = Predecessor(older["id"], older["name"], older["last_seen_at"]) if older else None
    return Done(Looked(view.of(row), predecessor))
