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


def insert(
    name: str,
    now: int,
    max_people: int | None = None,
    max_devices: int | None = None,
    settings_json: str = "{}",
    *,
    tenant_id: TenantId,
) -> Statement:
    """`max_people` and `max_devices`: None for any number."""
    sql = """INSERT INTO tenants (id, name, created_at, max_people, max_devices, name_sort, search_text, settings)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
    return Statement(sql, (tenant_id, name, now, max_people, max_devices, sort_key(name), folded(name), settings_json))


class ClosedTenant(NamedTuple):
    id: TenantId
    name: str
    version: int
    people: int
    devices: int
    deleting_at: int | None
    """When its deletion began."""


def due(now: int) -> Query[ClosedTenant]:
    """Tenants whose time of grace is over, or whose deletion has begun (then the clock may have been set back); 20 at most."""
    sql = """/* any tenant: scheduler */ SELECT t.id, t.name, t.version, COALESCE(c.people, 0) AS people, COALESCE(c.devices, 0) AS devices,
    t.deleting_at FROM tenants t LEFT JOIN tenant_counts c ON c.tenant_id = t.id
    WHERE t.closing_at IS NOT NULL AND (t.closing_at <= $1 OR t.deleting_at IS NOT NULL) ORDER BY t.closing_at, t.id LIMIT 20"""
    return Query(sql, (now,), ClosedTenant, bulk=True)


def begin_deletion(now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if it was reopened, or another node began."""
    sql = """UPDATE tenants SET deleting_at = $2, version = version + 1
    WHERE id = $1 AND closing_at <= $2 AND deleting_at IS NULL"""
    return Statement(sql, (tenant_id, now), guard=True)


def raise_version(version: int, *, tenant_id: TenantId) -> Statement:
    """Of a tenant whose deletion has begun. Conflict if another node did the same."""
    sql = "UPDATE tenants SET version = version + 1 WHERE id = $1 AND version = $2 AND deleting_at IS NOT NULL"
    return Statement(sql, (tenant_id, version), guard=True)


def delete(*, tenant_id: TenantId) -> Statement:
    """Conflict if another node was faster. Nothing may be left of it."""
    return Statement("DELETE FROM tenants WHERE id = $1 AND deleting_at IS NOT NULL", (tenant_id,), guard=True)


class ExportedTenant(NamedTuple):
    id: TenantId
    name: str
    created_at: int
    suspended_at: int | None
    closing_at: int | None
    max_people: int | None
    max_devices: int | None
    settings: str


def exported(*, tenant_id: TenantId) -> Query[ExportedTenant]:
    sql = "SELECT id, name, created_at, suspended_at, closing_at, max_people, max_devices, settings FROM tenants WHERE id = $1"
    return Query(sql, (tenant_id,), ExportedTenant)


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
    """Conflict if it is not suspended, or is being closed."""
    sql = """UPDATE tenants SET suspended_at = NULL, version = version + 1
    WHERE id = $1 AND suspended_at IS NOT NULL AND closing_at IS NULL"""
    return Statement(sql, (tenant_id,), guard=True)


def close(now: int, closing_at: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if it is being closed already. Whatever asks whether a tenant is suspended finds that it is."""
    sql = """UPDATE tenants SET closed_at = $2, closing_at = $3, suspended_at = COALESCE(suspended_at, $2), version = version + 1
    WHERE id = $1 AND closing_at IS NULL"""
    return Statement(sql, (tenant_id, now, closing_at), guard=True)


def suspended_before(*, tenant_id: TenantId) -> Query[int]:
    """Since when a tenant that is being closed was suspended before that; no row if it was not."""
    sql = "SELECT suspended_at FROM tenants WHERE id = $1 AND suspended_at < closed_at"
    return Query(sql, (tenant_id,), int)


def reopen(*, tenant_id: TenantId) -> Statement:
    """Conflict if it is not being closed, or its deletion has begun. One that was suspended before stays so."""
    sql = """UPDATE tenants SET suspended_at = CASE WHEN suspended_at = closed_at THEN NULL ELSE suspended_at END,
    closed_at = NULL, closing_at = NULL, version = version + 1 WHERE id = $1 AND closing_at IS NOT NULL AND deleting_at IS NULL"""
    return Statement(sql, (tenant_id,), guard=True)
