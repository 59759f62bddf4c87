"""The table `uuid_conflicts`."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import delete_rows
from handfast.db.query import Query
from handfast.kernel.ids import DeviceId, TenantId, UserId
from handfast.rustdesk.registry.uuid_conflicts.rules import MOST


class OtherInstallation(NamedTuple):
    """Another installation that claims to be the device."""

    id: str
    uuid: str
    heartbeats: int
    last_seen_at: int
    pk: str | None
    user_id: UserId | None
    """The customer who vouched for it, at `vouched_at`."""
    vouched_at: int | None


_INSTALLATION = "SELECT id, uuid, heartbeats, last_seen_at, pk, user_id, vouched_at FROM uuid_conflicts"


def by_uuid(device_id: DeviceId, uuid: str, *, tenant_id: TenantId) -> Query[OtherInstallation]:
    return Query(f"{_INSTALLATION} WHERE tenant_id = $1 AND device_id = $2 AND uuid = $3", (tenant_id, device_id, uuid), OtherInstallation)


def by_id(device_id: DeviceId, id: str, *, tenant_id: TenantId) -> Query[OtherInstallation]:
    return Query(f"{_INSTALLATION} WHERE tenant_id = $1 AND device_id = $2 AND id = $3", (tenant_id, device_id, id), OtherInstallation)


class ListedInstallation(NamedTuple):
    id: str
    address: str
    heartbeats: int
    first_seen_at: int
    last_seen_at: int
    user_id: UserId | None
    user_name: str | None


_OF_DEVICE = """SELECT v.id, v.address, v.heartbeats, v.first_seen_at, v.last_seen_at, v.user_id, u.name AS user_name
FROM uuid_conflicts v LEFT JOIN users u ON u.id = v.user_id
WHERE v.tenant_id = $1 AND v.device_id = $2 ORDER BY v.last_seen_at DESC, v.id"""


def of_device(device_id: DeviceId, *, tenant_id: TenantId) -> Query[ListedInstallation]:
    """The most recently heard one first."""
    return Query(_OF_DEVICE, (tenant_id, device_id), ListedInstallation)


def vouched(device_id: DeviceId, since: int, *, tenant_id: TenantId) -> Query[str]:
    """The uuids that a customer vouched for since then, the last one first."""
    sql = """SELECT uuid FROM uuid_conflicts WHERE tenant_id = $1 AND device_id = $2 AND vouched_at >= $3
    ORDER BY vouched_at DESC LIMIT 5"""
    return Query(sql, (tenant_id, device_id, since), str)


_COUNT = """INSERT INTO uuid_conflicts (device_id, uuid, id, tenant_id, heartbeats, address, first_seen_at, last_seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (device_id, uuid) DO UPDATE SET heartbeats = uuid_conflicts.heartbeats + $5, address = $6, last_seen_at = $7"""
_VOUCH = """INSERT INTO uuid_conflicts (device_id, uuid, id, tenant_id, address, first_seen_at, last_seen_at, pk, user_id, vouched_at)
SELECT r.device_id, CAST($2 AS TEXT), CAST($3 AS TEXT), r.tenant_id, CAST($5 AS TEXT), CAST($6 AS BIGINT), CAST($6 AS BIGINT),
    CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($6 AS BIGINT)
FROM rustdesk r WHERE r.device_id = $1 AND r.tenant_id = $4 AND r.uuid = $9 AND r.removed_at IS NULL
ON CONFLICT (device_id, uuid) DO UPDATE SET address = $5, last_seen_at = $6, pk = $7, user_id = $8, vouched_at = $6"""


def note_heartbeats(
    device_id: DeviceId, heartbeats: Mapping[str, tuple[str, int]], address: str, now: int, *, tenant_id: TenantId
) -> list[Statement]:
    """`heartbeats`: by uuid, the id for its row if that is new, and their number; at most MOST uuids."""
    counted = [Statement(_COUNT, (device_id, uuid, id, tenant_id, count, address, now)) for uuid, (id, count) in heartbeats.items()]
    return [make_room(device_id, tuple(heartbeats), tenant_id=tenant_id), *counted]


def make_room(device_id: DeviceId, uuids: Sequence[str], *, tenant_id: TenantId) -> Statement:
    """Deletes rows so that these fit into the MOST that are kept; rows that a customer vouched for stay in addition."""
    these = ", ".join(f"${number}" for number in range(3, 3 + len(uuids)))
    sql = f"""DELETE FROM uuid_conflicts WHERE device_id = $1 AND tenant_id = $2 AND vouched_at IS NULL AND uuid NOT IN ({these})
    AND uuid NOT IN (SELECT o.uuid FROM uuid_conflicts o WHERE o.device_id = $1 AND o.vouched_at IS NULL AND o.uuid NOT IN ({these})
        ORDER BY o.last_seen_at DESC, o.uuid LIMIT {MOST - len(uuids)})"""
    return Statement(sql, (device_id, tenant_id, *uuids))


def vouch(
    id: str,
    device_id: DeviceId,
    known: str | None,
    uuid: str,
    pk: str | None,
    user_id: UserId,
    address: str,
    now: int,
    *,
    tenant_id: TenantId,
) -> Statement:
    """A customer typed their code on it, or approved its app. Conflict if the device's uuid is no longer `known`."""
    return Statement(_VOUCH, (device_id, uuid, id, tenant_id, address, now, pk, user_id, known), guard=True)


def forget(device_id: DeviceId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM uuid_conflicts WHERE device_id = $1 AND tenant_id = $2", (device_id, tenant_id))


def purge(before: int) -> Statement:
    """1,000 at a time."""
    sql = """/* any tenant: scheduler */ DELETE FROM uuid_conflicts WHERE (device_id, uuid) IN (
        SELECT device_id, uuid FROM uuid_conflicts WHERE last_seen_at < $1 LIMIT 1000)"""
    return Statement(sql, (before,))


# --- all of a tenant ---


def delete_of(devices: Sequence[DeviceId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("uuid_conflicts", "device_id", devices, tenant_id=tenant_id)
