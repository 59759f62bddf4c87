"""Reads of several devices: a page for managers, the older entries of one, and those that a job of the scheduler has to change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from handfast.db.query import Query
from handfast.devices.lifecycle import EXISTS, IS_ACTIVE, IS_DISABLED, IS_PAIRED, IS_PENDING, DeviceStatus, ListedStatus, ShownStatus
from handfast.devices.rules import DeviceKind
from handfast.devices.store import COLUMNS, FROM, Device, padded, places
from handfast.kernel import texts
from handfast.kernel.ids import DeviceId, TenantId
from handfast.kernel.outcomes import Subject

# --- pages ---

SortOrder = Literal["name", "-paired_at", "-last_seen_at"]
STATUSES: tuple[ListedStatus, ...] = get_args(ListedStatus)


@dataclass(frozen=True, slots=True)
class Filter:
    search: str = ""
    status: ListedStatus | None = None
    kind: DeviceKind = "browser"


class Cursor(NamedTuple):
    """The last row of a page."""

    sort_value: str | int
    id: DeviceId


class StatusCount(NamedTuple):
    shown: ShownStatus
    devices: int


class _Order(NamedTuple):
    value: str
    """The SQL of the value by which rows are sorted."""
    direction: str
    comparison: str
    """Continues after a cursor."""
    value_of: Callable[[Device], str | int]


_FILTERS: Mapping[str, str] = {
    "online": f"d.{IS_ACTIVE} AND d.presence = 'online'",
    "offline": f"d.{IS_ACTIVE} AND d.presence = 'offline'",
    DeviceStatus.DISABLED: f"d.{IS_DISABLED}",
    DeviceStatus.PENDING_APPROVAL: f"d.{IS_PENDING}",
}
_ORDERS: Mapping[SortOrder, _Order] = {
    "name": _Order("d.name_sort", "ASC", ">", lambda device: device.name_sort),
    "-paired_at": _Order("d.paired_at", "DESC", "<", lambda device: device.paired_at),
    "-last_seen_at": _Order("COALESCE(d.last_seen_at, 0)", "DESC", "<", lambda device: device.last_seen_at or 0),
}
_MATCHES = """ AND (d.search_text LIKE $2 ESCAPE '!' OR lower(d.platform) LIKE $2 ESCAPE '!' OR p.search_text LIKE $2 ESCAPE '!'
    OR r.search_text LIKE $2 ESCAPE '!' OR d.fingerprint LIKE $2 ESCAPE '!' OR d.id = $3)"""
_COUNTS = f"""SELECT CASE WHEN {IS_ACTIVE} THEN presence ELSE status END AS shown, count(*) AS devices
FROM devices WHERE tenant_id = $1 AND kind = $2 AND {EXISTS} GROUP BY 1"""


def page(chosen: Filter, order: SortOrder, most: int, after: Cursor | None, *, tenant_id: TenantId) -> Query[Device]:
    value, direction, comparison, _ = _ORDERS[order]
    where = f" AND {_FILTERS[chosen.status]}" if chosen.status else ""
    further = f" AND ({value}, d.id) {comparison} ($6, $7)" if after else ""
    sql = f"""SELECT {COLUMNS} {FROM}
WHERE d.tenant_id = $1 AND d.kind = $4 AND d.{EXISTS}{where}{_MATCHES}{further}
ORDER BY {value} {direction}, d.id {direction} LIMIT $5"""
    return Query(sql, (*_args(chosen, tenant_id), most, *(after or ())), Device, bulk=True)


def total(chosen: Filter, *, tenant_id: TenantId) -> Query[int]:
    where = f" AND {_FILTERS[chosen.status]}" if chosen.status else ""
    sql = f"SELECT count(*) AS devices {FROM} WHERE d.tenant_id = $1 AND d.kind = $4 AND d.{EXISTS}{where}{_MATCHES}"
    return Query(sql, _args(chosen, tenant_id), int, bulk=True)


def _args(chosen: Filter, tenant_id: TenantId) -> tuple[str, ...]:
    return tenant_id, texts.pattern(chosen.search), chosen.search, chosen.kind


def cursor(last: Device, order: SortOrder) -> Cursor:
    return Cursor(_ORDERS[order].value_of(last), last.id)


def counts(kind: DeviceKind, *, tenant_id: TenantId) -> Query[StatusCount]:
    """The statuses that no device has are left out."""
    return Query(_COUNTS, (tenant_id, kind), StatusCount, bulk=True)


# --- older entries ---


class Predecessor(NamedTuple):
    """An older entry that may be the same device, from before its storage was cleared."""

    id: DeviceId
    name: str
    last_seen_at: int | None
    version: int


_PREDECESSORS = f"""SELECT o.id, o.name, o.last_seen_at, o.version FROM devices d
JOIN devices o ON o.tenant_id = d.tenant_id AND o.person_id = d.person_id AND o.fingerprint = d.fingerprint
    AND lower(o.name) = lower(d.name)
WHERE d.id = $1 AND d.tenant_id = $2 AND d.kind = 'browser' AND d.{IS_PAIRED}
    AND o.id <> d.id AND o.kind = 'browser' AND o.{IS_PAIRED} AND o.paired_at <= d.paired_at
ORDER BY COALESCE(o.last_seen_at, o.paired_at) DESC, o.id LIMIT 20"""


def predecessors(device_id: DeviceId, *, tenant_id: TenantId) -> Query[Predecessor]:
    """Older entries that look like the same device of the same user; only a person can tell whether they are."""
    return Query(_PREDECESSORS, (device_id, tenant_id), Predecessor)


# --- scheduler ---


class DeviceRef(NamedTuple):
    """A device as an event names it."""

    id: DeviceId
    tenant_id: TenantId
    name: str
    version: int

    @property
    def subject(self) -> Subject:
        return Subject("device", self.id, self.name)


_OFFLINE_AMONG = f"""/* any tenant: scheduler */ SELECT id, tenant_id, name, version FROM devices
WHERE id IN ({places(1)}) AND presence = 'offline' AND {IS_ACTIVE}"""


def offline_among(ids: Sequence[DeviceId]) -> Query[DeviceRef]:
    """Those of up to SEEN_TOGETHER devices that are active and offline."""
    return Query(_OFFLINE_AMONG, tuple(padded(ids)), DeviceRef)


_SILENT = """/* any tenant: scheduler */ SELECT id, tenant_id, name, version FROM devices
WHERE presence = 'online' AND last_seen_at < $1 ORDER BY last_seen_at LIMIT 200"""
# A separate query: with OR, SQLite would scan all devices that are online.
_SEEN_AHEAD = """/* any tenant: scheduler */ SELECT id, tenant_id, name, version FROM devices
WHERE presence = 'online' AND last_seen_at > $1 LIMIT 200"""


def silent(since: int) -> Query[DeviceRef]:
    """Up to 200 devices that are online and were not seen since then."""
    return Query(_SILENT, (since,), DeviceRef, bulk=True)


def seen_ahead(of: int) -> Query[DeviceRef]:
    """Up to 200 devices that are online and were seen later than `of`."""
    return Query(_SEEN_AHEAD, (of,), DeviceRef, bulk=True)


_WAITING = f"""/* any tenant: scheduler */ SELECT id, tenant_id, name, version FROM devices
WHERE {IS_PENDING} AND paired_at < $1 LIMIT 200"""


def waiting(since_before: int) -> Query[DeviceRef]:
    """Up to 200 devices that have waited for approval since before this moment."""
    return Query(_WAITING, (since_before,), DeviceRef, bulk=True)
