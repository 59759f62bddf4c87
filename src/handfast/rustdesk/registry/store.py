"""The table `rustdesk`: the half of a device that only RustDesk has. The other half is a row of `devices`."""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Reads, Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query
from handfast.db.rows import padded, places
from handfast.devices import store as devices
from handfast.devices.lifecycle import IS_ACTIVE, DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.texts import folded
from handfast.rustdesk.registry.ids import grouped, is_name
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, MOST_UNCLAIMED, Introduction

_ADD = "INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, created_at, is_named_only, search_text) VALUES ($1, $2, $3, $4, $5, $6)"


def search_text(rustdesk_id: RustdeskId, hostname: str = "") -> str:
    """What a RustDesk device is searched by besides its name: its host name, and its ID, bare and as the app shows it."""
    return folded(hostname, rustdesk_id, grouped(rustdesk_id))


def add(
    device_id: DeviceId,
    rustdesk_id: RustdeskId,
    name: str,
    now: int,
    *,
    tenant_id: TenantId,
    platform: str = "",
    is_named_only: bool = False,
    has_owner: bool = False,
) -> list[Statement]:
    """Adds a device that was never heard of. Conflict if a live device of the tenant has the ID.

    `is_named_only`: on a customer's word alone. `has_owner`: the same batch links it.
    """
    return [
        devices.add_unpaired(device_id, "rustdesk", name, now, tenant_id=tenant_id, platform=platform, has_owner=has_owner),
        Statement(_ADD, (device_id, tenant_id, rustdesk_id, now, int(is_named_only), search_text(rustdesk_id))),
    ]


_FORGET_NAMED_ONLY = """DELETE FROM rustdesk
WHERE device_id = $1 AND tenant_id = $2 AND is_named_only = 1 AND first_seen_at IS NULL AND exempt_reason IS NULL"""


def forget_named_only(device_id: DeviceId, *, tenant_id: TenantId) -> list[Statement]:
    """Deletes a device that is here on a customer's word alone. Conflict if it was heard of, or an admin took it up, in the meantime."""
    return [Statement(_FORGET_NAMED_ONLY, (device_id, tenant_id), guard=True), devices.delete(device_id, tenant_id=tenant_id)]


def forget_removed(device_id: DeviceId, until: int, *, tenant_id: TenantId) -> list[Statement]:
    """Deletes a device that was removed at or before `until`. Conflict if it was brought back, or another node was faster."""
    sql = "DELETE FROM rustdesk WHERE device_id = $1 AND tenant_id = $2 AND removed_at <= $3"
    return [Statement(sql, (device_id, tenant_id, until), guard=True), devices.delete(device_id, tenant_id=tenant_id)]


def free_id(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> Statement:
    """Frees the ID of a device that is removed, so that another one may use it."""
    sql = "UPDATE rustdesk SET removed_at = $3 WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL"
    return Statement(sql, (device_id, tenant_id, now))


_FREE_ABANDONED = """UPDATE rustdesk SET removed_at = $3 WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL
AND (exempt_reason IS NULL OR exempt_until <= $3)"""


def remove_abandoned(device_id: DeviceId, version: int, now: int, *, tenant_id: TenantId) -> list[Statement]:
    """Conflict if it was linked (which raises the version) or exempted, or came online, in the meantime."""
    freed = Statement(_FREE_ABANDONED, (device_id, tenant_id, now), guard=True)
    return [devices.clean_up(device_id, version, now, tenant_id=tenant_id), freed]


def restore(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> list[Statement]:
    """Conflict if another device took the ID in the meantime, or the device was restored already."""
    held = "UPDATE rustdesk SET removed_at = NULL WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NOT NULL"
    return [devices.bring_back(device_id, now, tenant_id=tenant_id), Statement(held, (device_id, tenant_id), guard=True)]


def exempt(device_id: DeviceId, reason: str | None, until: int | None, by: str | None, *, tenant_id: TenantId) -> Statement:
    sql = """UPDATE rustdesk SET exempt_reason = $3, exempt_until = $4, exempt_by = $5
    WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL"""
    return Statement(sql, (device_id, tenant_id, reason, until, by), guard=True)


# `is_transient` says whether a device announced itself and has hardly been heard of since. One that a user typed in was created before
# it was first seen. The column has an index, so no heartbeat after the second may change it.
_REPLACE_INSTALLATION = f"""UPDATE rustdesk SET uuid = $4, pk = $5, heartbeats = $6,
    is_transient = CASE WHEN $6 < {ENOUGH_HEARTBEATS} AND first_seen_at = created_at THEN 1 ELSE 0 END,
    hostname = '', username = '', os = '', cpu = '', memory = '',
    client_version = '', connections = '[]', search_text = $7
WHERE device_id = $1 AND tenant_id = $2 AND uuid = $3 AND removed_at IS NULL"""


def replace_installation(
    device_id: DeviceId, old: str | None, uuid: str, pk: str | None, heartbeats: int, rustdesk_id: RustdeskId, *, tenant_id: TenantId
) -> Statement:
    """Puts that installation in the place of the device, and clears what the old one announced about itself.

    Conflict if the device's uuid changed, or the device was removed, in the meantime.
    """
    values = (device_id, tenant_id, old, uuid, pk, heartbeats, search_text(rustdesk_id))
    return Statement(_REPLACE_INSTALLATION, values, guard=True)


def take_up(device_id: DeviceId, *, tenant_id: TenantId) -> Statement:
    """Keeps the device in the admins' list from now on, whatever its customer does."""
    return Statement(
        "UPDATE rustdesk SET is_named_only = 0 WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL",
        (device_id, tenant_id),
        guard=True,
    )


_ADD_IMPORTED = """INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, uuid, hostname, username, os, client_version, created_at,
    exempt_reason, exempt_by, search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


def add_imported(
    device_id: DeviceId,
    rustdesk_id: RustdeskId,
    name: str,
    created_at: int,
    *,
    tenant_id: TenantId,
    uuid: str | None,
    hostname: str,
    username: str,
    os: str,
    client_version: str,
    exempt_reason: str | None,
    exempt_by: str | None,
) -> list[Statement]:
    """Adds a device with what another server knew of it. Conflict if another device took the ID in the meantime."""
    known = (uuid, hostname, username, os, client_version, created_at)
    searched = search_text(rustdesk_id, hostname)
    return [
        devices.add_unpaired(device_id, "rustdesk", name, created_at, tenant_id=tenant_id, platform=os),
        Statement(_ADD_IMPORTED, (device_id, tenant_id, rustdesk_id, *known, exempt_reason, exempt_by, searched)),
    ]


class RemovedDevice(NamedTuple):
    device_id: DeviceId
    tenant_id: TenantId


def long_removed(until: int) -> Query[RemovedDevice]:
    """Up to 200 devices that were removed at or before `until`, found tenant by tenant as they stand in the index."""
    sql = """/* any tenant: scheduler */ SELECT r.device_id, r.tenant_id FROM tenants t CROSS JOIN rustdesk r
    WHERE r.tenant_id = t.id AND r.removed_at <= $1 LIMIT 200"""
    return Query(sql, (until,), RemovedDevice, bulk=True)


class RegisteredDevice(NamedTuple):
    id: DeviceId
    name: str
    presence: Presence
    version: int
    uuid: str | None
    connections: str


def by_device(device_id: DeviceId, *, tenant_id: TenantId) -> Query[RegisteredDevice]:
    """The device, live or removed."""
    sql = """SELECT d.id, d.name, d.presence, d.version, r.uuid, r.connections
    FROM rustdesk r JOIN devices d ON d.id = r.device_id WHERE r.tenant_id = $1 AND r.device_id = $2"""
    return Query(sql, (tenant_id, device_id), RegisteredDevice)


def any_of_id(rustdesk_id: RustdeskId, *, tenant_id: TenantId) -> Query[int]:
    """A row if a device here has, or had, that ID: it announced itself, or an admin added it."""
    return Query("SELECT 1 FROM rustdesk WHERE tenant_id = $1 AND rustdesk_id = $2 LIMIT 1", (tenant_id, rustdesk_id), int)


_SPELLINGS = """SELECT DISTINCT rustdesk_id FROM rustdesk WHERE tenant_id = $1 AND lower(rustdesk_id) = $2
ORDER BY rustdesk_id LIMIT 20"""


async def spelled(reads: Reads, typed: str, *, tenant_id: TenantId) -> RustdeskId:
    """The ID as its device spells it, if exactly one spelling is known in any case; otherwise as it was typed."""
    rustdesk_id = RustdeskId(typed)
    if not is_name(rustdesk_id):
        return rustdesk_id
    spellings = await reads.fetch_all(Query(_SPELLINGS, (tenant_id, typed.lower()), RustdeskId))
    return spellings[0] if len(spellings) == 1 else rustdesk_id


# --- what a client says of itself ---


class KnownDevice(NamedTuple):
    """A device and what its client announced about itself."""

    id: DeviceId
    name: str
    status: DeviceStatus
    presence: Presence
    version: int
    last_seen_at: int | None
    uuid: str | None
    heartbeats: int
    conflict_at: int | None
    removed_at: int | None
    hostname: str
    username: str
    os: str
    cpu: str
    memory: str
    client_version: str
    connections: str


_KNOWN = """SELECT d.id, d.name, d.status, d.presence, d.version, d.last_seen_at, r.uuid, r.heartbeats, r.conflict_at,
    r.removed_at, r.hostname, r.username, r.os, r.cpu, r.memory, r.client_version, r.connections
FROM rustdesk r JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND r.rustdesk_id = $2
ORDER BY CASE WHEN r.removed_at IS NULL THEN 0 ELSE 1 END, r.removed_at DESC LIMIT 1"""


def known(rustdesk_id: RustdeskId, *, tenant_id: TenantId) -> Query[KnownDevice]:
    """The live device with that ID; otherwise the removed one that had it last, until its row is deleted."""
    return Query(_KNOWN, (tenant_id, rustdesk_id), KnownDevice)


class SameUuid(NamedTuple):
    id: DeviceId
    name: str
    version: int
    rustdesk_id: RustdeskId
    user_id: UserId | None


_OF_UUID = """SELECT d.id, d.name, d.version, r.rustdesk_id, l.user_id FROM rustdesk r JOIN devices d ON d.id = r.device_id
LEFT JOIN links l ON l.device_id = r.device_id WHERE r.tenant_id = $1 AND r.uuid = $2 AND r.removed_at IS NULL LIMIT 2"""


def of_uuid(uuid: str, *, tenant_id: TenantId) -> Query[SameUuid]:
    """Live devices with that uuid, linked or not. More than one are copies of one image."""
    return Query(_OF_UUID, (tenant_id, uuid), SameUuid)


def pending_link_to(rustdesk_id: RustdeskId, now: int, *, tenant_id: TenantId) -> Query[int]:
    """A row if a customer has a pending link to the device with that ID."""
    sql = "SELECT 1 FROM pending_links WHERE tenant_id = $1 AND rustdesk_id = $2 AND expires_at > $3 LIMIT 1"
    return Query(sql, (tenant_id, rustdesk_id, now), int)


def count_unclaimed(*, tenant_id: TenantId) -> Query[int]:
    """At most MOST_UNCLAIMED. Removed devices count until they are deleted."""
    sql = f"""SELECT count(*) AS unclaimed FROM (
        SELECT 1 FROM devices WHERE tenant_id = $1 AND has_owner = 0 LIMIT {MOST_UNCLAIMED}) AS counted"""
    return Query(sql, (tenant_id,), int, bulk=True)


_ADD_ANNOUNCED = """INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, uuid, hostname, username, os, cpu, memory, client_version,
    first_seen_at, first_address, created_at, search_text, is_transient)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13, 1)"""


def announce(device_id: DeviceId, name: str, introduction: Introduction, address: str, now: int) -> list[Statement]:
    """Adds a device that nobody has typed in. Conflict if somebody did in the meantime."""
    identity = introduction.identity
    return [
        devices.add_unpaired(
            device_id, "rustdesk", name, now, tenant_id=identity.tenant_id, platform=introduction.platform, address=address
        ),
        Statement(
            _ADD_ANNOUNCED,
            (
                device_id,
                identity.tenant_id,
                identity.rustdesk_id,
                identity.uuid,
                *introduction.details,
                now,
                address,
                search_text(identity.rustdesk_id, introduction.hostname),
            ),
        ),
    ]


_UPDATE_DETAILS = f"""UPDATE rustdesk SET uuid = $3, hostname = $4, username = $5, os = $6, cpu = $7, memory = $8, client_version = $9,
    first_seen_at = COALESCE(first_seen_at, $10), first_address = COALESCE(first_address, $11),
    is_transient = CASE WHEN heartbeats < {ENOUGH_HEARTBEATS} AND COALESCE(first_seen_at, $10) = created_at THEN 1 ELSE 0 END,
    search_text = $12
WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL AND (uuid IS NULL OR uuid = $3)"""


def update_details(device_id: DeviceId, name: str, introduction: Introduction, address: str, version: int, now: int) -> list[Statement]:
    """Stores what it announced, and its uuid if that is the first one. Conflict if the device got another uuid in the meantime."""
    identity, searched = introduction.identity, search_text(introduction.identity.rustdesk_id, introduction.hostname)
    return [
        Statement(
            _UPDATE_DETAILS, (device_id, identity.tenant_id, identity.uuid, *introduction.details, now, address, searched), guard=True
        ),
        devices.introduce(device_id, name, introduction.platform, address, version, now, tenant_id=identity.tenant_id),
    ]


def replace_connections(device_id: DeviceId, before: str, after: str, *, tenant_id: TenantId) -> Statement:
    """Replaces the connections `before` with `after`. Conflict if they changed in the meantime."""
    sql = "UPDATE rustdesk SET connections = $4 WHERE device_id = $1 AND tenant_id = $2 AND connections = $3"
    return Statement(sql, (device_id, tenant_id, before, after), guard=True)


class TransientDevice(NamedTuple):
    id: DeviceId
    tenant_id: TenantId
    name: str
    version: int


_TRANSIENT = f"""/* any tenant: scheduler */ SELECT d.id, d.tenant_id, d.name, d.version
FROM rustdesk r JOIN devices d ON d.id = r.device_id
WHERE r.is_transient = 1 AND r.created_at < $1 AND d.last_seen_at < $1 AND d.{IS_ACTIVE}
AND r.removed_at IS NULL AND (r.exempt_reason IS NULL OR r.exempt_until <= $2)
AND NOT EXISTS (SELECT 1 FROM links l WHERE l.device_id = d.id)
AND NOT EXISTS (SELECT 1 FROM pending_links k WHERE k.tenant_id = r.tenant_id AND k.rustdesk_id = r.rustdesk_id AND k.expires_at > $2)
ORDER BY d.last_seen_at LIMIT 200"""


def transient(silent_since: int, now: int) -> Query[TransientDevice]:
    """Devices that announced themselves, have been silent since then, and that no user has dealt with; the silent for longest first."""
    return Query(_TRANSIENT, (silent_since, now), TransientDevice, bulk=True)


def count_uuid_conflict(device_id: DeviceId, times: int, now: int, *, tenant_id: TenantId) -> Statement:
    sql = "UPDATE rustdesk SET conflicts = conflicts + $3, conflict_at = $4 WHERE device_id = $1 AND tenant_id = $2"
    return Statement(sql, (device_id, tenant_id, times, now))


_COUNT_HEARTBEATS = f"""/* any tenant: scheduler */ UPDATE rustdesk SET heartbeats = heartbeats + $1,
    is_transient = CASE WHEN heartbeats + $1 >= {ENOUGH_HEARTBEATS} THEN 0 ELSE is_transient END
WHERE device_id IN ({places(2)})"""


def count_heartbeats(ids: Sequence[DeviceId], times: int) -> Statement:
    """Adds `times` to the heartbeats of the RustDesk devices among these; at most SEEN_TOGETHER ids (`devices/store.py`)."""
    return Statement(_COUNT_HEARTBEATS, (times, *padded(ids)))


def keep_key(device_id: DeviceId, pk: str, *, tenant_id: TenantId) -> Statement:
    return Statement("UPDATE rustdesk SET pk = $3 WHERE device_id = $1 AND tenant_id = $2", (device_id, tenant_id, pk))


# --- all of a tenant ---

_EXPORTED = (
    "device_id", "rustdesk_id", "hostname", "username", "os", "cpu", "memory", "client_version", "first_seen_at", "first_address",
    "heartbeats", "exempt_reason", "exempt_until", "exempt_by", "removed_at", "created_at",
)  # fmt: skip


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Without the uuid, by which a client is recognised."""
    return export_rows("rustdesk", "device_id", _EXPORTED, after, most, tenant_id=tenant_id)


def delete_all(ids: Sequence[DeviceId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("rustdesk", "device_id", ids, tenant_id=tenant_id)
