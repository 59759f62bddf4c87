"""The tables `devices` and `credentials`; `lists.py` reads the lists of devices.

A device counts its generations: its live credential is the one of the newest generation, so raising the number ends all earlier ones.
"""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.access.sight import Sight
from handfast.db.database import Statement
from handfast.db.of_tenant import delete_rows
from handfast.db.query import Query
from handfast.db.rows import TOGETHER, padded, places
from handfast.devices.lifecycle import APPROVE, CLEAN_UP, EXISTS, IS_ACTIVE, IS_DELETED, PAIR_AGAIN, REMOVE, RESTORE, DeviceStatus, Presence
from handfast.devices.rules import SILENT_AFTER, Cause, Current, DeviceKind
from handfast.kernel.ids import DeviceId, PairingCodeId, RustdeskId, TenantId, UserId
from handfast.kernel.lifecycle import Transition
from handfast.kernel.outcomes import Subject
from handfast.kernel.texts import folded, sort_key
from handfast.kernel.time import MINUTE, SKEW


def found_by(name: str, platform: str, fingerprint: str) -> tuple[str, str]:
    """What a device is sorted and searched by: its `name_sort` and `search_text`."""
    return sort_key(name), folded(*filter(None, (name, platform, fingerprint)))


# --- enroll ---

_ADD = """INSERT INTO devices (id, tenant_id, user_id, pairing_code_id, name, status, platform, user_agent, fingerprint, key_thumbprint,
    address, presence, paired_at, last_seen_at, seen_sort, updated_at, name_sort, search_text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $13, $13, $14, $15)"""
_ADD_CREDENTIAL = """INSERT INTO credentials (hash, device_id, generation, cause, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)"""


def add(
    device_id: DeviceId,
    user_id: UserId,
    code_id: PairingCodeId | None,
    name: str,
    status: DeviceStatus,
    platform: str,
    user_agent: str,
    fingerprint: str,
    key_thumbprint: str | None,
    address: str,
    now: int,
    *,
    tenant_id: TenantId,
) -> Statement:
    """An active device is online at once, since pairing is contact."""
    presence = "online" if status == DeviceStatus.ACTIVE else "offline"
    described = (name, status, platform, user_agent, fingerprint, key_thumbprint, address)
    return Statement(_ADD, (device_id, tenant_id, user_id, code_id, *described, presence, now, *found_by(name, platform, fingerprint)))


_ADD_KNOWN = f"""INSERT INTO devices (id, tenant_id, kind, name, status, presence, platform, user_agent, fingerprint, address,
    paired_at, updated_at, last_seen_at, seen_sort, name_sort, search_text, has_owner)
VALUES ($1, $2, $3, $4, '{DeviceStatus.ACTIVE}', $5, $6, '', '', $7, $8, $8, $9, $10, $11, $12, $13)"""


def add_unpaired(
    device_id: DeviceId,
    kind: DeviceKind,
    name: str,
    now: int,
    *,
    tenant_id: TenantId,
    platform: str = "",
    address: str | None = None,
    has_owner: bool = False,
) -> Statement:
    """A device that was not paired and holds no credential. It is online if `address` is given: it was heard from there just now.

    `has_owner`: the same batch links it.
    """
    contact = ("offline", platform, "", now, None, 0) if address is None else ("online", platform, address, now, now, now)
    return Statement(_ADD_KNOWN, (device_id, tenant_id, kind, name, *contact, *found_by(name, platform, ""), int(has_owner)))


def add_credential(token_hash: bytes, device_id: DeviceId, generation: int, cause: Cause, now: int, expires_at: int) -> Statement:
    """The generation is unique per device, so only one of two simultaneous renewals succeeds."""
    return Statement(_ADD_CREDENTIAL, (token_hash, device_id, generation, cause, now, expires_at))


_REPAIR = f"""UPDATE devices SET user_id = $4, name = $5, platform = $6, user_agent = $7, fingerprint = $8, key_thumbprint = $9,
    address = $10, {PAIR_AGAIN.change}, pairing_code_id = $11, presence = 'online', paired_at = $12, last_seen_at = $12, seen_sort = $12,
    updated_at = $12, failures = 0, version = version + 1, generation = generation + 1, name_sort = $13, search_text = $14
WHERE id = $1 AND tenant_id = $2 AND generation = $3 AND {PAIR_AGAIN.guard}"""


def pair_again(
    device_id: DeviceId,
    generation: int,
    user_id: UserId,
    name: str,
    platform: str,
    user_agent: str,
    fingerprint: str,
    key_thumbprint: str | None,
    address: str,
    code_id: PairingCodeId | None,
    now: int,
    *,
    tenant_id: TenantId,
) -> Statement:
    """Conflict if it was disabled, removed or paired again in the meantime."""
    described = (user_id, name, platform, user_agent, fingerprint, key_thumbprint, address)
    values = (*described, code_id, now, *found_by(name, platform, fingerprint))
    return Statement(_REPAIR, (device_id, tenant_id, generation, *values), guard=True)


_OFFLINE = "presence = 'offline', seen_sort = COALESCE(last_seen_at, 0)"


def replace(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> Statement:
    """Signs out the device that was idle for longest, whatever its status, to make room."""
    sql = f"""UPDATE devices SET {REMOVE.change}, {_OFFLINE}, updated_at = $3, version = version + 1, generation = generation + 1
    WHERE id = $1 AND tenant_id = $2 AND {REMOVE.guard}"""
    return Statement(sql, (device_id, tenant_id, now), guard=True)


# --- identify ---


class DeviceOfToken(NamedTuple):
    """The device that a token belongs to, and the token's credential."""

    shown_generation: int
    issued_at: int
    expires_at: int
    used_at: int | None
    id: DeviceId
    tenant_id: TenantId
    name: str
    status: DeviceStatus
    presence: Presence
    generation: int
    version: int
    key_thumbprint: str | None
    paired_at: int
    last_seen_at: int | None
    tenant_name: str
    suspended_at: int | None
    """When the tenant was suspended; None while it works."""
    settings: str
    user_name: str | None


_OF_TOKEN = """SELECT c.generation AS shown_generation, c.issued_at, c.expires_at, c.used_at,
    d.id, d.tenant_id, d.name, d.status, d.presence, d.generation, d.version, d.key_thumbprint, d.paired_at, d.last_seen_at,
    t.name AS tenant_name, t.suspended_at, t.settings, u.name AS user_name
FROM credentials c JOIN devices d ON d.id = c.device_id JOIN tenants t ON t.id = d.tenant_id LEFT JOIN users u ON u.id = d.user_id
WHERE c.hash = $1"""
_CURRENT = "SELECT cause, issued_at, used_at FROM credentials WHERE device_id = $1 AND generation = $2"
_MARK_USED = "UPDATE credentials SET used_at = $2 WHERE hash = $1 AND used_at IS NULL RETURNING device_id"
_COUNT_FAILURE = "UPDATE devices SET failures = failures + 1 WHERE id = $1 AND tenant_id = $2 RETURNING failures"


def by_token(token_hash: bytes) -> Query[DeviceOfToken]:
    return Query(f"/* any tenant: the token is the secret */ {_OF_TOKEN}", (token_hash,), DeviceOfToken)


def by_token_within(token_hash: bytes, *, within: Sight) -> Query[DeviceOfToken]:
    sql = f"{_OF_TOKEN} AND d.tenant_id = $2{within.limit('d.user_id', 3)}"
    return Query(sql, (token_hash, within.tenant_id, *within.args), DeviceOfToken)


def current(known: DeviceOfToken) -> Query[Current]:
    """The device's newest credential."""
    return Query(_CURRENT, (known.id, known.generation), Current)


def mark_used(token_hash: bytes, now: int) -> Query[DeviceId]:
    """For `commit_now`; None if the credential was used before."""
    return Query(_MARK_USED, (token_hash, now), DeviceId)


def use_credential(token_hash: bytes, now: int) -> Statement:
    """Like `mark_used`, in a batch."""
    return Statement("UPDATE credentials SET used_at = $2 WHERE hash = $1 AND used_at IS NULL", (token_hash, now))


def forget_credentials(device_id: DeviceId, generation: int) -> Statement:
    """Those of generations before that one."""
    return Statement("DELETE FROM credentials WHERE device_id = $1 AND generation < $2", (device_id, generation))


def count_failure(device_id: DeviceId, *, tenant_id: TenantId) -> Query[int]:
    """For `commit_now`: how many requests of the device were refused, this one included."""
    return Query(_COUNT_FAILURE, (device_id, tenant_id), int)


# --- one device ---


class Device(NamedTuple):
    id: DeviceId
    kind: DeviceKind
    name: str
    status: DeviceStatus
    presence: Presence
    platform: str
    user_agent: str
    fingerprint: str
    address: str
    paired_at: int
    last_seen_at: int | None
    version: int
    failures: int
    generation: int
    key_thumbprint: str | None
    user_id: UserId | None
    user_name: str | None
    credential_expires_at: int | None
    rustdesk_id: RustdeskId | None
    name_sort: str
    seen_sort: int

    @property
    def subject(self) -> Subject:
        return Subject("device", self.id, self.name)


COLUMNS = """d.id, d.kind, d.name, d.status, d.presence, d.platform, d.user_agent, d.fingerprint, d.address, d.paired_at, d.last_seen_at,
    d.version, d.failures, d.generation, d.key_thumbprint, u.id AS user_id, u.name AS user_name, c.expires_at AS credential_expires_at,
    r.rustdesk_id, d.name_sort, d.seen_sort"""
# The user of a device: who paired the browser, or the customer to whom a RustDesk device may be linked.
JOINS = """LEFT JOIN links l ON l.device_id = d.id LEFT JOIN users u ON u.id = COALESCE(d.user_id, l.user_id)
LEFT JOIN credentials c ON c.device_id = d.id AND c.generation = d.generation LEFT JOIN rustdesk r ON r.device_id = d.id"""
_ONE = f"SELECT {COLUMNS} FROM devices d {JOINS} WHERE d.id = $1 AND d.tenant_id = $2 AND d.{EXISTS}"


def device(device_id: DeviceId, *, within: Sight) -> Query[Device]:
    return Query(_ONE + within.limit("d.user_id", 3), (device_id, within.tenant_id, *within.args), Device)


def rename(before: Device, name: str, now: int, *, within: Sight) -> Statement:
    """Conflict if it announced another platform in the meantime, by which it is searched too."""
    sql = f"""UPDATE devices SET name = $3, updated_at = $4, version = version + 1, name_sort = $5, search_text = $6
    WHERE id = $1 AND tenant_id = $2 AND platform = $7 AND fingerprint = $8 AND {EXISTS}{within.limit("user_id", 9)}"""
    searched = (*found_by(name, before.platform, before.fingerprint), before.platform, before.fingerprint)
    return Statement(sql, (before.id, within.tenant_id, name, now, *searched, *within.args), guard=True)


_INTRODUCE = f"""UPDATE devices SET name = $3, platform = $4, address = $5, presence = 'online', last_seen_at = $6, seen_sort = $6,
    updated_at = $6, version = version + 1, name_sort = $8, search_text = $9
WHERE id = $1 AND tenant_id = $2 AND {IS_ACTIVE} AND version = $7"""


def introduce(device_id: DeviceId, name: str, platform: str, address: str, version: int, now: int, *, tenant_id: TenantId) -> Statement:
    """The device announced its name and platform, and is online. Conflict if anything happened to it in the meantime."""
    return Statement(_INTRODUCE, (device_id, tenant_id, name, platform, address, now, version, *found_by(name, platform, "")), guard=True)


# `has_owner` of a RustDesk device says whether there is a link to it, so whatever writes or deletes a link calls one of these. A browser
# has the user who paired it for an owner.
_CHANGE_HANDS = "UPDATE devices SET version = version + 1, updated_at = $3, has_owner = $4 WHERE id = $1 AND tenant_id = $2"


def take(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> Statement:
    """Marks that the device now belongs to a customer. Conflict if it was removed or disabled in the meantime."""
    return Statement(f"{_CHANGE_HANDS} AND {IS_ACTIVE}", (device_id, tenant_id, now, 1), guard=True)


def release(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> Statement:
    """Marks that the device now belongs to nobody."""
    return Statement(_CHANGE_HANDS, (device_id, tenant_id, now, 0))


def delete(device_id: DeviceId, *, tenant_id: TenantId) -> Statement:
    """Deletes the row itself: for a device that may never have existed. Conflict if it is gone already."""
    return Statement("DELETE FROM devices WHERE id = $1 AND tenant_id = $2", (device_id, tenant_id), guard=True)


def delete_silent(device_id: DeviceId, version: int, silent_since: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the device was heard from or linked (which raises the version) in the meantime, or another node deleted it."""
    sql = "DELETE FROM devices WHERE id = $1 AND tenant_id = $2 AND version = $3 AND last_seen_at < $4"
    return Statement(sql, (device_id, tenant_id, version, silent_since), guard=True)


def clean_up(device_id: DeviceId, version: int, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the device was linked (which raises the version), or came online, in the meantime."""
    sql = f"""UPDATE devices SET {CLEAN_UP.change}, updated_at = $4, version = version + 1
    WHERE id = $1 AND tenant_id = $2 AND version = $3 AND {CLEAN_UP.guard} AND presence = 'offline'"""
    return Statement(sql, (device_id, tenant_id, version, now), guard=True)


def bring_back(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the device was brought back already."""
    sql = (
        f"UPDATE devices SET {RESTORE.change}, updated_at = $3, version = version + 1 WHERE id = $1 AND tenant_id = $2 AND {RESTORE.guard}"
    )
    return Statement(sql, (device_id, tenant_id, now), guard=True)


def change_status(device_id: DeviceId, by: Transition[DeviceStatus], now: int, *, within: Sight) -> Statement:
    """For DISABLE, ENABLE and REJECT. Conflict if the status does not allow the act any more. The device is offline until it calls."""
    ends = ", generation = generation + 1" if by.target == DeviceStatus.DELETED else ""
    sql = f"""UPDATE devices SET {by.change}, updated_at = $3, version = version + 1, {_OFFLINE}, failures = 0{ends}
    WHERE id = $1 AND tenant_id = $2 AND {by.guard}{within.limit("user_id", 4)}"""
    return Statement(sql, (device_id, within.tenant_id, now, *within.args), guard=True)


def remove(device_id: DeviceId, version: int, now: int, *, within: Sight) -> Statement:
    """Conflict if anything happened to the device in the meantime: it may just have been assigned to somebody.

    A RustDesk device has no owner from then on; the batch deletes its link.
    """
    sql = f"""UPDATE devices SET {REMOVE.change}, {_OFFLINE}, failures = 0, updated_at = $4, version = version + 1,
        generation = generation + 1, has_owner = CASE WHEN kind = 'rustdesk' THEN 0 ELSE has_owner END
    WHERE id = $1 AND tenant_id = $2 AND version = $3 AND {REMOVE.guard}{within.limit("user_id", 5)}"""
    return Statement(sql, (device_id, within.tenant_id, version, now, *within.args), guard=True)


def approve(device_id: DeviceId, now: int, *, within: Sight) -> Statement:
    sql = f"""UPDATE devices SET {APPROVE.change}, paired_at = $3, updated_at = $3, version = version + 1
    WHERE id = $1 AND tenant_id = $2 AND {APPROVE.guard}{within.limit("user_id", 4)}"""
    return Statement(sql, (device_id, within.tenant_id, now, *within.args), guard=True)


def advance(device_id: DeviceId, generation: int, now: int, *, tenant_id: TenantId) -> Statement:
    """Raises the generation, which ends all earlier credentials. Conflict if it was raised in the meantime."""
    sql = """UPDATE devices SET generation = generation + 1, updated_at = $4, version = version + 1
    WHERE id = $1 AND tenant_id = $2 AND generation = $3"""
    return Statement(sql, (device_id, tenant_id, generation, now), guard=True)


# --- presence ---

SEEN_TOGETHER = TOGETHER

# A heartbeat that changes no indexed column writes no index on PostgreSQL, so none has `last_seen_at`. They have `seen_sort` instead: the
# same while the device is offline, and up to a minute older while it is online.
SEEN_SORT_LAGS = MINUTE
_SEEN = f"""/* any tenant: scheduler */ UPDATE devices SET last_seen_at = $1, seen_sort = CASE
    WHEN presence = 'offline' OR seen_sort < $1 - {SEEN_SORT_LAGS} OR seen_sort > $1 THEN $1 ELSE seen_sort END
WHERE id IN ({places(2)}) AND (last_seen_at IS NULL OR last_seen_at < $1 OR last_seen_at > $1 + {SKEW})"""
_COME_BACK = f"""/* any tenant: scheduler */ UPDATE devices SET presence = 'online', last_seen_at = $1, seen_sort = $1,
    address = CASE WHEN back.column2 = '' THEN address ELSE back.column2 END
FROM (VALUES {", ".join(f"(${n}, ${n + 1})" for n in range(2, 2 * SEEN_TOGETHER + 2, 2))}) AS back
WHERE devices.id = back.column1 AND devices.presence = 'offline' AND devices.{IS_ACTIVE}"""


def seen(ids: Sequence[DeviceId], moment: int) -> Statement:
    """Marks up to SEEN_TOGETHER devices as seen at `moment`."""
    return Statement(_SEEN, (moment, *padded(ids)))


def come_back(devices: Sequence[tuple[DeviceId, str]], moment: int) -> Statement:
    """Sets up to SEEN_TOGETHER offline devices online, given as (id, address); an empty address leaves the stored one."""
    filled = [*devices, *[devices[-1]] * (SEEN_TOGETHER - len(devices))]
    return Statement(_COME_BACK, (moment, *(value for device in filled for value in device)))


def come_online(device_id: DeviceId, now: int, *, tenant_id: TenantId) -> Statement:
    sql = f"UPDATE devices SET presence = 'online', last_seen_at = $3, seen_sort = $3 WHERE id = $1 AND tenant_id = $2 AND {IS_ACTIVE}"
    return Statement(sql, (device_id, tenant_id, now))


# A `last_seen_at` well ahead of now was written before the clock was set back.
_IS_SILENT = f"(last_seen_at < $1 OR last_seen_at > $1 + {SILENT_AFTER + SKEW})"
_GO_OFFLINE = f"UPDATE devices SET {_OFFLINE} WHERE id = $2 AND tenant_id = $3 AND {_IS_SILENT} AND presence = 'online'"


def go_offline(device_id: DeviceId, silent_since: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the device was heard from in the meantime: then nobody may be told that it went offline."""
    return Statement(_GO_OFFLINE, (silent_since, device_id, tenant_id), guard=True)


def purge(before: int) -> Statement:
    """500 at a time."""
    sql = f"""/* any tenant: scheduler */ DELETE FROM devices WHERE id IN (
        SELECT id FROM devices WHERE {IS_DELETED} AND updated_at < $1 ORDER BY updated_at LIMIT 500)"""
    return Statement(sql, (before,))


def purge_credentials(before: int, after: str, until: str | None) -> Statement:
    """Those of this span of device ids that are older than the newest but one."""
    sql = f"""/* any tenant: scheduler */ DELETE FROM credentials
    WHERE device_id > $2{" AND device_id <= $3" if until else ""} AND issued_at < $1
    AND generation < (SELECT d.generation FROM devices d WHERE d.id = credentials.device_id) - 1"""
    return Statement(sql, (before, after, *([until] if until else [])))


def delete_all(ids: Sequence[DeviceId], *, tenant_id: TenantId) -> Statement:
    """Their credentials go with them."""
    return delete_rows("devices", "id", ids, tenant_id=tenant_id)
