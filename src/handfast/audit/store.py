"""Writes and seals the rows of the audit trail. All rows of a use case are one INSERT, in its commit."""

from collections.abc import Sequence

from handfast.db.database import Statement
from handfast.db.rows import insert_rows
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.callers import Caller
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


ERASED = "ERASED"
"""The action of a row whose content was erased because its time was over. It keeps its number, digest and seal, so the chain holds."""


def erasure(keys: Key | Keys, number: int, mac: bytes) -> str:
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


ERASED_TOGETHER = 100
_GONE = [(f"${n}", f"${n + 1}") for n in range(1, ERASED_TOGETHER * 2, 2)]
_ERASE = f"""/* any tenant: rows of one, found by their ids */ UPDATE audit SET
tenant_id = NULL, action = '{ERASED}', outcome = 'done', reason = NULL, actor_kind = 'system', actor_id = NULL, actor_name = '',
subject_kind = 'server', subject_id = NULL, subject_name = '', address = '', actor_search = '', search_text = '',
details = CASE id {" ".join(f"WHEN {id} THEN {value}" for id, value in _GONE)} ELSE details END
WHERE id IN ({", ".join(id for id, _ in _GONE)}) AND seal IS NOT NULL"""


def erase(rows: Sequence[tuple[int, str]]) -> Statement:
    """Erases up to ERASED_TOGETHER sealed rows, given as (id, erasure)."""
    filled = [*rows, *[rows[-1]] * (ERASED_TOGETHER - len(rows))]
    return Statement(_ERASE, tuple(value for row in filled for value in row))


def drop_until(number: int) -> Statement:
    """Deletes the beginning of the chain, all of it erased, whose start is kept instead. Conflict if another node went further."""
    return Statement("/* any tenant: one chain */ DELETE FROM audit WHERE sealed_number <= $1", (number,), guard=True)
