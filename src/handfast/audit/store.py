"""Writes and seals the rows of the audit trail. All rows of a use case are one INSERT, in its commit."""

from collections.abc import Sequence

from handfast.db.database import Statement
from handfast.db.rows import insert_rows, padded, places
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId
from handfast.kernel.json_text import json_text
from handfast.kernel.outcomes import DomainEvent
from handfast.kernel.secrets import Key, Keys
from handfast.kernel.texts import folded

COLUMNS = (
    "tenant_id", "at", "action", "outcome", "reason", "actor_kind", "actor_id", "actor_name",
    "subject_kind", "subject_id", "subject_name", "address", "details",
)  # fmt: skip
# The last two are derived from the others for searching; they are not part of the digest.
_WRITTEN = (*COLUMNS, "mac", "actor_search", "search_text")


def mac(keys: Key | Keys, values: Sequence[object]) -> bytes:
    """The keyed digest of a row, over its columns in the order of COLUMNS."""
    return keys.mac("audit", json_text(list(values)))


def writes(events: Sequence[DomainEvent], caller: Caller, now: int, keys: Keys, reason: str | None) -> list[Statement]:
    rows = []
    for event in events:
        if EVENT_TYPES[event.kind].sentence is None:
            continue
        outcome = "refused" if reason and event.kind != "ALERT" else "done"
        details = json_text(event.details)
        values = (
            event.tenant_id, now, event.kind, outcome, reason, caller.kind, caller.id, caller.name,
            event.subject.kind, event.subject.id, event.subject.name, caller.address, details,
        )  # fmt: skip
        searched = (folded(caller.name), folded(event.subject.name, details))
        rows.append((*values, mac(keys, values), *searched))
    return insert_rows("audit", _WRITTEN, rows)


EXPIRED = "ENTRY_EXPIRED"
"""The action of a row that its company no longer keeps: its content is erased. Its number, digest and seal stay, so the chain holds."""


def expiry(keys: Key | Keys, number: int, mac: bytes) -> str:
    """What the row says instead: a proof that the server erased it, and nobody who only has the database."""
    return json_text({"erased": keys.mac("audit-erased", str(number), mac.hex()).hex()})


# One statement for many rows, always of one shape so that it is prepared once: on PostgreSQL one per row costs ten times as much.
SEALED_TOGETHER = 50
_ROW = [(f"${n}", f"${n + 1}", f"${n + 2}") for n in range(1, SEALED_TOGETHER * 3, 3)]
_SEAL = f"""/* any tenant: scheduler */ UPDATE audit SET
sealed_number = CASE id {" ".join(f"WHEN {id} THEN {number}" for id, number, _ in _ROW)} ELSE sealed_number END,
seal = CASE id {" ".join(f"WHEN {id} THEN {value}" for id, _, value in _ROW)} ELSE seal END
WHERE id IN ({", ".join(id for id, _, _ in _ROW)}) AND seal IS NULL"""


def seal(rows: Sequence[tuple[int, int, bytes]]) -> Statement:
    """Seals up to SEALED_TOGETHER rows, given as (id, number, seal). The number is unique: if two nodes seal at once, only one succeeds."""
    filled = [*rows, *[rows[-1]] * (SEALED_TOGETHER - len(rows))]
    return Statement(_SEAL, tuple(value for row in filled for value in row), guard=True)


ERASED = "ENTRY_ERASED"
_ERASE = f"""UPDATE audit SET tenant_id = NULL, action = '{ERASED}', outcome = 'done', reason = NULL, actor_kind = 'system',
actor_id = NULL, actor_name = '', subject_kind = 'tenant', subject_id = NULL, subject_name = '', address = '',
details = '{{"company":"' || $1 || '"}}', actor_search = '',
search_text = '' WHERE tenant_id || '' = $1 AND id IN ({places(2)}) AND seal IS NOT NULL"""


def erase(ids: Sequence[int], *, tenant_id: TenantId) -> Statement:
    """Empties up to TOGETHER sealed rows of a tenant that is deleted. Digest, number and seal stay: others in the chain depend on them."""
    return Statement(_ERASE, (tenant_id, *padded(ids)))


EXPIRED_TOGETHER = 100
_GONE = [(f"${n}", f"${n + 1}") for n in range(1, EXPIRED_TOGETHER * 2, 2)]
_EXPIRE = f"""/* any tenant: rows of one, found by their ids */ UPDATE audit SET
tenant_id = NULL, action = '{EXPIRED}', outcome = 'done', reason = NULL, actor_kind = 'system', actor_id = NULL, actor_name = '',
subject_kind = 'server', subject_id = NULL, subject_name = '', address = '', actor_search = '', search_text = '',
details = CASE id {" ".join(f"WHEN {id} THEN {value}" for id, value in _GONE)} ELSE details END
WHERE id IN ({", ".join(id for id, _ in _GONE)}) AND seal IS NOT NULL"""


def expire(rows: Sequence[tuple[int, str]]) -> Statement:
    """Erases up to EXPIRED_TOGETHER sealed rows, given as (id, expiry)."""
    filled = [*rows, *[rows[-1]] * (EXPIRED_TOGETHER - len(rows))]
    return Statement(_EXPIRE, tuple(value for row in filled for value in row))


def drop_until(number: int) -> Statement:
    """Deletes the beginning of the chain, all of it erased, whose start is kept instead. Conflict if another node went further."""
    return Statement("/* any tenant: one chain */ DELETE FROM audit WHERE sealed_number <= $1", (number,), guard=True)
