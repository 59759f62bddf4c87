"""The table `rustdesk`, and the half of `devices` that belongs to it."""

from handfast.db.database import Reads, Write
from handfast.devices.store import found_by
from handfast.kernel.texts import folded
from handfast.rustdesk.registry.ids import grouped, is_name

_ADD_DEVICE = """INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at,
    name_sort, search_text) VALUES ($1, $2, 'rustdesk', $3, 'active', $4, '', '', '', $5, $5, $6, $7)"""
_ADD = "INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, created_at, is_word, search_text) VALUES ($1, $2, $3, $4, $5, $6)"


def search_text(rustdesk_id: str, hostname: str = "") -> str:
    """What a RustDesk device is searched by besides its name: what it calls itself, and its ID, bare and as the app shows it."""
    return folded(hostname, rustdesk_id, grouped(rustdesk_id))


def add(device_id: str, tenant_id: str, rustdesk_id: str, name: str, now: int, *, platform: str = "", is_word: bool = False) -> list[Write]:
    """A device nobody has heard of yet; `is_word` on a customer's word alone. Lost when another live device of the tenant has the id."""
    return [
        Write(_ADD_DEVICE, (device_id, tenant_id, name, platform, now, *found_by(name))),
        Write(_ADD, (device_id, tenant_id, rustdesk_id, now, int(is_word), search_text(rustdesk_id))),
    ]


def forget_word(device_id: str, tenant_id: str) -> Write:
    """A device that was a customer's word and nothing else. Lost when it was heard of, or an admin took it up, meanwhile."""
    sql = """DELETE FROM devices WHERE id = $1 AND tenant_id = $2 AND EXISTS (SELECT 1 FROM rustdesk r
        WHERE r.device_id = devices.id AND r.is_word = 1 AND r.first_seen_at IS NULL AND r.exempt_reason IS NULL)"""
    return Write(sql, (device_id, tenant_id), guard=True)


def take_up(device_id: str, tenant_id: str) -> Write:
    """An admin has it in the list from now on, whatever its customer does."""
    return Write(
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
    spellings = [row["rustdesk_id"] for row in await reads.all(SPELLINGS, tenant_id, typed.lower())]
    return spellings[0] if len(spellings) == 1 else typed


async def is_known(reads: Reads, tenant_id: str, rustdesk_id: str) -> bool:
    """Whether a device here has, or had, that ID: it reported it itself, or an admin added it."""
    return await reads.one(ANY_OF_ID, tenant_id, rustdesk_id) is not None
