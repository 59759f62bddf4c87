"""The table `rustdesk`, and the half of `devices` that belongs to it."""

from collections.abc import Sequence

from handfast.db.database import Reads, Statement
from handfast.devices.store import found_by, padded, places
from handfast.kernel.texts import folded
from handfast.rustdesk.registry.ids import grouped, is_name
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, Introduction

_ADD_DEVICE = """INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at,
    name_sort, search_text) VALUES ($1, $2, 'rustdesk', $3, 'active', $4, '', '', '', $5, $5, $6, $7)"""
_ADD = "INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, created_at, is_word, search_text) VALUES ($1, $2, $3, $4, $5, $6)"


def search_text(rustdesk_id: str, hostname: str = "") -> str:
    """What a RustDesk device is searched by besides its name: what it calls itself, and its ID, bare and as the app shows it."""
    return folded(hostname, rustdesk_id, grouped(rustdesk_id))


def add(
    device_id: str, tenant_id: str, rustdesk_id: str, name: str, now: int, *, platform: str = "", is_word: bool = False
) -> list[Statement]:
    """A device nobody has heard of yet; `is_word` on a customer's word alone. Conflict when another live device of it has the id."""
    return [
        Statement(_ADD_DEVICE, (device_id, tenant_id, name, platform, now, *found_by(name))),
        Statement(_ADD, (device_id, tenant_id, rustdesk_id, now, int(is_word), search_text(rustdesk_id))),
    ]


def forget_word(device_id: str, tenant_id: str) -> Statement:
    """A device that was a customer's word and nothing else. Conflict when it was heard of, or an admin took it up, meanwhile."""
    sql = """DELETE FROM devices WHERE id = $1 AND tenant_id = $2 AND EXISTS (SELECT 1 FROM rustdesk r
        WHERE r.device_id = devices.id AND r.is_word = 1 AND r.first_seen_at IS NULL AND r.exempt_reason IS NULL)"""
    return Statement(sql, (device_id, tenant_id), guard=True)


def free_id(device_id: str, tenant_id: str, now: int) -> Statement:
    """The id of a device that goes may be used by another one."""
    sql = "UPDATE rustdesk SET removed_at = $3 WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL"
    return Statement(sql, (device_id, tenant_id, now))


def take_up(device_id: str, tenant_id: str) -> Statement:
    """An admin has it in the list from now on, whatever its customer does."""
    return Statement(
        "UPDATE rustdesk SET is_word = 0 WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL", (device_id, tenant_id), guard=True
    )


_COLUMNS = """d.id, d.name, d.status, d.presence, d.version, d.last_seen_at, r.rustdesk_id, r.uuid, r.hostname, r.username, r.os,
    r.beats, r.connections, r.conflicts, r.first_seen_at, r.created_at, r.exempt_reason, r.exempt_until, r.removed_at,
    l.person_id, l.linked_at, l.proof"""
_FROM = "FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id"
ANY_OF_ID = "SELECT 1 FROM rustdesk WHERE tenant_id = $1 AND rustdesk_id = $2 LIMIT 1"
SPELLINGS = """SELECT DISTINCT rustdesk_id FROM rustdesk WHERE tenant_id = $1 AND lower(rustdesk_id) = $2
ORDER BY rustdesk_id LIMIT 20"""
BY_RUSTDESK_ID = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL"
BY_DEVICE = f"SELECT {_COLUMNS} {_FROM} WHERE r.tenant_id = $1 AND r.device_id = $2"
OF_PERSON = f"SELECT {_COLUMNS} {_FROM} WHERE l.tenant_id = $1 AND l.person_id = $2"


async def spelled(reads: Reads, tenant_id: str, typed: str) -> str:
    """The ID as its device spells it, if there is one that differs in case alone; else as it was typed."""
    if not is_name(typed):
        return typed
    spellings = [row["rustdesk_id"] for row in await reads.fetch_all(SPELLINGS, tenant_id, typed.lower())]
    return spellings[0] if len(spellings) == 1 else typed


async def is_known(reads: Reads, tenant_id: str, rustdesk_id: str) -> bool:
    """Whether a device here has, or had, that ID: it reported it itself, or an admin added it."""
    return await reads.fetch_one(ANY_OF_ID, tenant_id, rustdesk_id) is not None


# --- what a client says of itself ---

# The live device of that id; else the one that had it last and was removed on purpose, until that is forgotten.
KNOWN = """SELECT d.id, d.name, d.status, d.presence, d.version, d.last_seen_at, r.uuid, r.beats, r.conflict_at, r.removed_at,
    r.hostname, r.username, r.os, r.cpu, r.memory, r.client_version, r.connections
FROM rustdesk r JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND r.rustdesk_id = $2
ORDER BY CASE WHEN r.removed_at IS NULL THEN 0 ELSE 1 END, r.removed_at DESC LIMIT 1"""

# Live devices of a uuid, the linked ones among them: $2 the uuid. More than one are copies of one image.
OF_UUID = """SELECT d.id, d.name, d.version, r.rustdesk_id, l.person_id FROM rustdesk r JOIN devices d ON d.id = r.device_id
LEFT JOIN links l ON l.device_id = r.device_id WHERE r.tenant_id = $1 AND r.uuid = $2 AND r.removed_at IS NULL LIMIT 2"""

# Whether a customer has named it and waits for a sign of it.
AWAITED = "SELECT 1 FROM claims WHERE tenant_id = $1 AND rustdesk_id = $2 AND expires_at > $3 LIMIT 1"

_ADD_ANNOUNCED_DEVICE = """INSERT INTO devices (id, tenant_id, kind, name, status, presence, platform, user_agent, fingerprint, address,
    paired_at, updated_at, last_seen_at, name_sort, search_text)
VALUES ($1, $2, 'rustdesk', $3, 'active', 'online', $4, '', '', $5, $6, $6, $6, $7, $8)"""
UNCLAIMED = """SELECT count(*) AS devices FROM rustdesk r LEFT JOIN links l ON l.device_id = r.device_id
WHERE r.tenant_id = $1 AND r.removed_at IS NULL AND l.person_id IS NULL"""
_ADD_ANNOUNCED = """INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, uuid, hostname, username, os, cpu, memory, client_version,
    first_seen_at, first_address, created_at, search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13)"""


def announce(device_id: str, name: str, told: Introduction, address: str, now: int) -> list[Statement]:
    """A device that nobody has typed in. Conflict when somebody did a moment ago."""
    claim = told.claim
    return [
        Statement(_ADD_ANNOUNCED_DEVICE, (device_id, claim.tenant_id, name, told.platform, address, now, *found_by(name))),
        Statement(
            _ADD_ANNOUNCED,
            (
                device_id,
                claim.tenant_id,
                claim.rustdesk_id,
                claim.uuid,
                *told.facts,
                now,
                address,
                search_text(claim.rustdesk_id, told.hostname),
            ),
        ),
    ]


_TELL = """UPDATE rustdesk SET uuid = $3, hostname = $4, username = $5, os = $6, cpu = $7, memory = $8, client_version = $9,
    first_seen_at = COALESCE(first_seen_at, $10), first_address = COALESCE(first_address, $11),
    search_text = $12
WHERE device_id = $1 AND tenant_id = $2 AND removed_at IS NULL AND (uuid IS NULL OR uuid = $3)"""
_SHOW = """UPDATE devices SET name = $3, platform = $4, address = $5, presence = 'online', last_seen_at = $6, updated_at = $6,
    version = version + 1, name_sort = $8, search_text = $9 WHERE id = $1 AND tenant_id = $2 AND status = 'active' AND version = $7"""


def tell(device_id: str, name: str, told: Introduction, address: str, version: int, now: int) -> list[Statement]:
    """Takes its word, and its uuid when it is the first one. Conflict when another uuid was faster."""
    claim, searched = told.claim, search_text(told.claim.rustdesk_id, told.hostname)
    return [
        Statement(_TELL, (device_id, claim.tenant_id, claim.uuid, *told.facts, now, address, searched), guard=True),
        Statement(_SHOW, (device_id, claim.tenant_id, name, told.platform, address, now, version, *found_by(name)), guard=True),
    ]


def connect(device_id: str, tenant_id: str, before: str, after: str) -> Statement:
    """Takes the connections from one state to the next; lost when they changed meanwhile."""
    sql = "UPDATE rustdesk SET connections = $4 WHERE device_id = $1 AND tenant_id = $2 AND connections = $3"
    return Statement(sql, (device_id, tenant_id, before, after), guard=True)


# $1 silent since then, $2 now. A device that a person typed in was there before it was first heard of.
TRANSIENT = f"""/* any tenant: clockwork */ SELECT d.id, d.tenant_id, d.name, d.version
FROM devices d JOIN rustdesk r ON r.device_id = d.id
WHERE d.last_seen_at < $1 AND d.status = 'active' AND r.beats < {ENOUGH_HEARTBEATS} AND r.first_seen_at = r.created_at
AND r.removed_at IS NULL AND (r.exempt_reason IS NULL OR r.exempt_until <= $2)
AND NOT EXISTS (SELECT 1 FROM links l WHERE l.device_id = d.id)
AND NOT EXISTS (SELECT 1 FROM claims k WHERE k.tenant_id = r.tenant_id AND k.rustdesk_id = r.rustdesk_id AND k.expires_at > $2)
ORDER BY d.last_seen_at LIMIT 200"""


def forget(device_id: str, tenant_id: str, version: int, silent_since: int) -> Statement:
    """Conflict when it was heard of or linked (which raises the version) meanwhile, or another node was faster."""
    sql = "DELETE FROM devices WHERE id = $1 AND tenant_id = $2 AND version = $3 AND last_seen_at < $4"
    return Statement(sql, (device_id, tenant_id, version, silent_since), guard=True)


def count_uuid_conflict(device_id: str, tenant_id: str, times: int, now: int) -> Statement:
    sql = "UPDATE rustdesk SET conflicts = conflicts + $3, conflict_at = $4 WHERE device_id = $1 AND tenant_id = $2"
    return Statement(sql, (device_id, tenant_id, times, now))


_BEATEN = f"""/* any tenant: clockwork */ UPDATE rustdesk SET beats = beats + $1
WHERE device_id IN ({places(2)})"""


def count_heartbeats(ids: Sequence[str], times: int) -> Statement:
    """Counts heartbeats of the RustDesk devices among these, as many as one flush has (`devices/store.py`)."""
    return Statement(_BEATEN, (times, *padded(ids)))


def keep_key(device_id: str, tenant_id: str, pk: str) -> Statement:
    return Statement("UPDATE rustdesk SET pk = $3 WHERE device_id = $1 AND tenant_id = $2", (device_id, tenant_id, pk))
