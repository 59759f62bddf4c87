"""Reads of several devices: a page for managers, the older entries of one, and those that a job of the scheduler has to change.

Also what a renewal reads of one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from handfast.access.sight import Sight
from handfast.db import bounded
from handfast.db.of_tenant import ExportedRow, export_rows
from handfast.db.query import Query
from handfast.db.rows import padded, places
from handfast.devices.lifecycle import EXISTS, IS_ACTIVE, IS_PAIRED, IS_PENDING, DeviceStatus, ShownStatus
from handfast.devices.rules import DeviceKind
from handfast.devices.store import COLUMNS, JOINS, Device
from handfast.kernel import texts
from handfast.kernel.ids import DeviceId, TenantId, UserId
from handfast.kernel.lifecycle import is_any
from handfast.kernel.outcomes import Subject
from handfast.users import store as users

# --- pages ---

SortOrder = Literal["name", "-paired_at", "-last_seen_at"]
STATUSES: tuple[ShownStatus, ...] = get_args(ShownStatus)


@dataclass(frozen=True, slots=True)
class Filter:
    search: str = ""
    status: ShownStatus | None = None
    kind: DeviceKind = "browser"


class Cursor(NamedTuple):
    """The last row of a page."""

    sort_value: str | int
    id: DeviceId


class StatusCount(NamedTuple):
    shown: ShownStatus
    devices: int
    """At most MOST_COUNTED."""


class _Order(NamedTuple):
    value: str
    """The SQL of the value by which rows are sorted."""
    direction: str
    comparison: str
    """Continues after a cursor."""
    value_of: Callable[[Device], str | int]


def _shown(status: ShownStatus) -> str:
    """An active device is shown by its presence, any other by its state; it is offline, so each is one range of each index of a list."""
    if status in tuple(DeviceStatus):
        return f"{is_any('status', DeviceStatus(status))} AND presence = 'offline'"
    return f"{IS_ACTIVE} AND presence = '{status}'"


_SHOWN: Mapping[ShownStatus, str] = {status: _shown(status) for status in STATUSES}
_ORDERS: Mapping[SortOrder, _Order] = {
    "name": _Order("name_sort", "ASC", ">", lambda device: device.name_sort),
    "-paired_at": _Order("paired_at", "DESC", "<", lambda device: device.paired_at),
    "-last_seen_at": _Order("seen_sort", "DESC", "<", lambda device: device.seen_sort),
}


def page(chosen: Filter, order: SortOrder, most: int, after: Cursor | None, *, within: Sight) -> Query[Device]:
    value, direction, comparison, _ = _ORDERS[order]
    sort = f"sort_value {direction}, id {direction}"
    args: tuple[str | int, ...] = (most, *(after or ()))
    if chosen.search:
        rows, args = _found_page(chosen, order, sort, after, within), (*_searched(chosen), *args)
    else:
        further, place = (f" AND {bounded.after(value, 'id', comparison, 4)}", 6) if after else ("", 4)
        each = [
            f"SELECT id, {value} AS sort_value FROM {_reached(within, place)} AND {_SHOWN[status]}{further}" for status in _statuses(chosen)
        ]
        rows = bounded.merged(each, sort, "$3")
    sql = f"""SELECT {COLUMNS} FROM ({rows}) AS listed JOIN devices d ON d.id = listed.id {JOINS} WHERE d.tenant_id = $1
    ORDER BY listed.sort_value {direction}, listed.id {direction}"""
    return Query(sql, (within.tenant_id, chosen.kind, *args, *within.args), Device, bulk=True)


def cursor(last: Device, order: SortOrder) -> Cursor:
    return Cursor(_ORDERS[order].value_of(last), last.id)


def _statuses(chosen: Filter) -> Sequence[ShownStatus]:
    return (chosen.status,) if chosen.status else STATUSES


def counts(kind: DeviceKind, *, within: Sight) -> Query[StatusCount]:
    """For each status, how many devices have it."""
    each = (
        f"SELECT '{status}' AS shown, counted AS devices FROM ({bounded.counted(f'FROM {_reached(within, 3)} AND {shown}')}) AS of_{status}"
        for status, shown in _SHOWN.items()
    )
    return Query(" UNION ALL ".join(each), (within.tenant_id, kind, *within.args), StatusCount, bulk=True)


# --- search ---
# $3 is the pattern, $4 the text as it was given. What is found is limited, so that a page of it may be sorted.


def _found_page(chosen: Filter, order: SortOrder, sort: str, after: Cursor | None, within: Sight) -> str:
    value, _, comparison, _ = _ORDERS[order]
    further = f"WHERE {bounded.after('sort_value', 'id', comparison, 6)}" if after else ""
    matching = f"""SELECT d.id, {value} AS sort_value FROM ({_found(chosen.kind, within, 8 if after else 6)}) AS f
    JOIN devices d ON d.id = f.found_id WHERE d.tenant_id = $1 AND d.kind = $2 AND {_any(chosen)} LIMIT {bounded.MOST_COUNTED}"""
    return f"SELECT id, sort_value FROM ({matching}) AS matching {further} ORDER BY {sort} LIMIT $5"


def total_found(chosen: Filter, *, within: Sight) -> Query[bounded.Found]:
    """What the search of `chosen` comes to."""
    sql = f"""SELECT count(*) AS found, count(CASE WHEN {_any(chosen)} THEN 1 END) AS matching,
    {bounded.is_cut_off(_sources(chosen.kind, within, 5))} AS is_cut_off
    FROM ({_found(chosen.kind, within, 5)}) AS f JOIN devices d ON d.id = f.found_id
    WHERE d.tenant_id = $1 AND d.kind = $2 AND d.{EXISTS}"""
    return Query(sql, (within.tenant_id, chosen.kind, *_searched(chosen), *within.args), bounded.Found, bulk=True)


def _searched(chosen: Filter) -> tuple[str, str]:
    return texts.pattern(chosen.search), chosen.search


def _any(chosen: Filter) -> str:
    return f"({' OR '.join(_SHOWN[status] for status in _statuses(chosen))})"


_OF_RUSTDESK = "rustdesk WHERE tenant_id = $1"


def _reached(within: Sight, place: int) -> str:
    """The devices of kind $2 that are reached; $place is the issuer, if there is one."""
    return f"devices WHERE tenant_id = $1 AND kind = $2{within.limit('user_id', place)}"


def _sources(kind: DeviceKind, within: Sight, place: int) -> list[str]:
    if within.issuer_id is not None:
        return [_reached(within, place)]
    return [_reached(within, place), *([_OF_RUSTDESK] if kind == "rustdesk" else []), *users.searched()]


def _found(kind: DeviceKind, within: Sight, place: int) -> str:
    """By their own name, platform or fingerprint, by their user, and by their id; RustDesk devices also by what their client announced.

    Who reaches only their own devices does not find them by their user, who is always themselves.
    """
    own = bounded.search("id", _reached(within, place), 3)
    by_id = f"SELECT id AS found_id FROM devices WHERE tenant_id = $1 AND id = $4{within.limit('user_id', place)}"
    if within.issuer_id is not None:
        return bounded.united([own, by_id])
    if kind == "browser":
        of_users = f"""SELECT o.id AS found_id FROM ({users.found(3)}) AS f JOIN devices o ON o.user_id = f.found_id
        WHERE o.tenant_id = $1 LIMIT {bounded.MOST_FOUND}"""
        return bounded.united([own, by_id, of_users])
    of_users = f"""SELECT l.device_id AS found_id FROM ({users.found(3)}) AS f JOIN links l ON l.user_id = f.found_id
    WHERE l.tenant_id = $1 LIMIT {bounded.MOST_FOUND}"""
    by_rustdesk_id = "SELECT device_id AS found_id FROM rustdesk WHERE tenant_id = $1 AND rustdesk_id = $4 AND removed_at IS NULL"
    return bounded.united([own, by_id, of_users, bounded.search("device_id", _OF_RUSTDESK, 3), by_rustdesk_id])


# --- the devices of a user ---


class UserDevice(NamedTuple):
    """A user and one of their devices; `id` and `name` are None if they have none."""

    devices_seq: int
    id: DeviceId | None
    name: str | None


_OF_USER = f"""SELECT u.devices_seq, d.id, d.name FROM users u LEFT JOIN devices d ON d.user_id = u.id AND d.{EXISTS}
WHERE u.id = $1 AND u.tenant_id = $2 ORDER BY COALESCE(d.last_seen_at, d.paired_at), d.id"""


def of_user(user_id: UserId, *, tenant_id: TenantId) -> Query[UserDevice]:
    """The user's devices, whatever their status; the one that was idle for longest comes first."""
    return Query(_OF_USER, (user_id, tenant_id), UserDevice)


def issuer_of(device_id: DeviceId, *, tenant_id: TenantId) -> Query[UserId]:
    """Who issued the code that the device was last paired with; none of a device that no code brought."""
    sql = "SELECT user_id FROM devices WHERE id = $1 AND tenant_id = $2 AND user_id IS NOT NULL"
    return Query(sql, (device_id, tenant_id), UserId)


# --- older entries ---


class Predecessor(NamedTuple):
    """An older entry that may be the same device, from before its storage was cleared."""

    id: DeviceId
    name: str
    last_seen_at: int | None
    version: int


_PREDECESSORS = f"""SELECT o.id, o.name, o.last_seen_at, o.version FROM devices d
JOIN devices o ON o.tenant_id = d.tenant_id AND o.user_id = d.user_id AND o.fingerprint = d.fingerprint
    AND lower(o.name) = lower(d.name)
WHERE d.id = $1 AND d.tenant_id = $2 AND d.kind = 'browser' AND d.{IS_PAIRED}
    AND o.id <> d.id AND o.kind = 'browser' AND o.{IS_PAIRED} AND o.paired_at <= d.paired_at"""


def predecessors(device_id: DeviceId, *, within: Sight) -> Query[Predecessor]:
    """Older entries that look like the same device of the same user; only a person can tell whether they are."""
    order = "ORDER BY COALESCE(o.last_seen_at, o.paired_at) DESC, o.id LIMIT 20"
    sql = f"{_PREDECESSORS}{within.limit('d.user_id', 3)} {order}"
    return Query(sql, (device_id, within.tenant_id, *within.args), Predecessor)


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
WHERE presence = 'online' AND seen_sort < $1 AND last_seen_at < $1 ORDER BY seen_sort LIMIT 200"""
# A separate query: with OR, SQLite would scan all devices that are online. `seen_sort` lags behind, but a clock that was set back by less
# than that hides nothing: `silent` finds the device when its time has come.
_SEEN_AHEAD = """/* any tenant: scheduler */ SELECT id, tenant_id, name, version FROM devices
WHERE presence = 'online' AND seen_sort > $1 LIMIT 200"""


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


def nth_after(after: str, rows: int) -> Query[str]:
    return Query("/* any tenant: scheduler */ SELECT id FROM devices WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2", (after, rows - 1), str)


# --- all of a tenant ---

_EXPORTED = (
    "id", "kind", "user_id", "pairing_code_id", "name", "status", "platform", "user_agent", "fingerprint", "key_thumbprint", "address",
    "paired_at", "last_seen_at", "updated_at",
)  # fmt: skip


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("devices", "id", _EXPORTED, after, most, tenant_id=tenant_id)


# --- renewal ---


class Renewable(NamedTuple):
    """An active device and its newest credential."""

    generation: int
    version: int
    key_thumbprint: str | None
    token_hash: bytes
    issued_at: int
    expires_at: int
    settings: str


_RENEWABLE = f"""SELECT d.generation, d.version, d.key_thumbprint, c.hash AS token_hash, c.issued_at, c.expires_at, t.settings
FROM devices d
JOIN credentials c ON c.device_id = d.id AND c.generation = d.generation JOIN tenants t ON t.id = d.tenant_id
WHERE d.id = $1 AND d.tenant_id = $2 AND d.{IS_ACTIVE}"""


def renewable(device_id: DeviceId, *, tenant_id: TenantId) -> Query[Renewable]:
    return Query(_RENEWABLE, (device_id, tenant_id), Renewable)
