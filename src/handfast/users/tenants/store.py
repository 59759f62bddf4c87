"""The table `tenants`, and whether this server has its first one."""

from typing import NamedTuple

from handfast.db import server_state
from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import TenantId
from handfast.kernel.texts import folded, sort_key
from handfast.users.tenant_settings import TenantSettings, parse

_SET_UP = "set_up"


class Tenant(NamedTuple):
    id: TenantId
    name: str
    version: int
    settings_json: str

    @property
    def settings(self) -> TenantSettings:
        return parse(self.settings_json)


def set_up_at() -> Query[str]:
    """A row once the server is set up."""
    return server_state.value(_SET_UP)


def mark_set_up(now: int) -> Statement:
    """Conflict if the server is set up already."""
    return server_state.insert(_SET_UP, str(now))


def tenant(*, tenant_id: TenantId) -> Query[Tenant]:
    return Query("SELECT id, name, version, settings AS settings_json FROM tenants WHERE id = $1", (tenant_id,), Tenant)


class Suspension(NamedTuple):
    suspended_at: int | None


def suspension(*, tenant_id: TenantId) -> Query[Suspension]:
    return Query("SELECT suspended_at FROM tenants WHERE id = $1", (tenant_id,), Suspension)


class Room(NamedTuple):
    """Whether a tenant may have one more person or device; its quota is kept by triggers (migration 0018) all the same."""

    people: bool
    devices: bool


def _room(people: int, devices: int) -> Room:
    return Room(bool(people), bool(devices))


_ROOM = """SELECT CASE WHEN COALESCE(c.people, 0) >= t.max_people THEN 0 ELSE 1 END AS people,
    CASE WHEN COALESCE(c.devices, 0) >= t.max_devices THEN 0 ELSE 1 END AS devices
FROM tenants t LEFT JOIN tenant_counts c ON c.tenant_id = t.id WHERE t.id = $1"""


def room(*, tenant_id: TenantId) -> Query[Room]:
    return Query(_ROOM, (tenant_id,), _room)


def ids() -> Query[TenantId]:
    return Query("SELECT id FROM tenants ORDER BY created_at, id", (), TenantId, bulk=True)


def insert(name: str, now: int, max_people: int | None = None, max_devices: int | None = None, *, tenant_id: TenantId) -> Statement:
    """`max_people` and `max_devices`: None for any number."""
    sql = """INSERT INTO tenants (id, name, created_at, max_people, max_devices, name_sort, search_text)
    VALUES ($1, $2, $3, $4, $5, $6, $7)"""
    return Statement(sql, (tenant_id, name, now, max_people, max_devices, sort_key(name), folded(name)))


def change(version: int, name: str, settings_json: str, *, tenant_id: TenantId) -> Statement:
    """Conflict if somebody changed the tenant since `version`."""
    return Statement(
        """UPDATE tenants SET name = $3, settings = $4, version = version + 1, name_sort = $5, search_text = $6
        WHERE id = $1 AND version = $2""",
        (tenant_id, version, name, settings_json, sort_key(name), folded(name)),
        guard=True,
    )


def change_limits(version: int, name: str, max_people: int | None, max_devices: int | None, *, tenant_id: TenantId) -> Statement:
    """Conflict if somebody changed the tenant since `version`."""
    return Statement(
        """UPDATE tenants SET name = $3, max_people = $4, max_devices = $5, version = version + 1, name_sort = $6, search_text = $7
        WHERE id = $1 AND version = $2""",
        (tenant_id, version, name, max_people, max_devices, sort_key(name), folded(name)),
        guard=True,
    )


def suspend(now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if it is suspended already."""
    sql = "UPDATE tenants SET suspended_at = $2, version = version + 1 WHERE id = $1 AND suspended_at IS NULL"
    return Statement(sql, (tenant_id, now), guard=True)


def resume(*, tenant_id: TenantId) -> Statement:
    """Conflict if it is not suspended."""
    sql = "UPDATE tenants SET suspended_at = NULL, version = version + 1 WHERE id = $1 AND suspended_at IS NOT NULL"
    return Statement(sql, (tenant_id,), guard=True)
