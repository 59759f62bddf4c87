"""The SQL that reads the trail: a tenant's page, its alerts, and the chain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple

from handfast.audit.store import COLUMNS
from handfast.db.query import Query
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import SubjectKind
from handfast.kernel.texts import pattern


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the trail, of which the digest covers everything but the id."""

    id: int
    tenant_id: TenantId | None
    at: int
    action: str
    outcome: Literal["done", "refused"]
    reason: str | None
    actor_kind: Literal["anonymous", "person", "device", "system"]
    actor_id: str | None
    actor_name: str
    subject_kind: SubjectKind
    subject_id: str | None
    subject_name: str
    address: str
    details: str
    """A JSON object."""


@dataclass(frozen=True, slots=True)
class DigestedEntry(Entry):
    mac: bytes


@dataclass(frozen=True, slots=True)
class SealedEntry(DigestedEntry):
    sealed_number: int
    seal: bytes


_COLUMNS = f"id, {', '.join(COLUMNS)}"
_SELECT = f"SELECT {_COLUMNS} FROM audit WHERE tenant_id = $1"
# {n} is the filter's value, {part} the LIKE pattern that finds it inside a text.
_CONDITIONS = {
    "action": "action = {n}",
    "actor": "(actor_id = {n} OR actor_search LIKE {part} ESCAPE '!')",
    "subject": "(subject_id = {n})",
    "outcome": "outcome = {n}",
    "since": "at >= CAST({n} AS BIGINT)",
    "until": "at <= CAST({n} AS BIGINT)",
    "search": "(address = {n} OR search_text LIKE {part} ESCAPE '!' OR actor_search LIKE {part} ESCAPE '!')",
    "before": "id < CAST({n} AS BIGINT)",
}


def page(filters: dict[str, object], limit: int, *, tenant_id: TenantId) -> Query[Entry]:
    """One page of a tenant's trail, newest first."""
    clauses, arguments = "", list[object]([tenant_id])
    for name, value in filters.items():
        number, condition = len(arguments) + 1, _CONDITIONS[name]
        clauses += f" AND {condition.format(n=f'${number}', part=f'${number + 1}')}"
        arguments += [value, pattern(str(value))] if "{part}" in condition else [value]
    return Query(f"{_SELECT}{clauses} ORDER BY id DESC LIMIT {limit}", tuple(arguments), Entry, bulk=True)


_ALERTING = ", ".join(f"'{name}'" for name, kind in EVENT_TYPES.items() if kind.event == "alert")
# A signed-in customer's mistake is recorded in the trail but raises no alert.
_ALERTS = f"""{_SELECT} AND action IN ({_ALERTING}) AND at >= $2 AND details NOT LIKE '%"signed_in":true%' ORDER BY id DESC LIMIT 50"""


def alerts(since: int, *, tenant_id: TenantId) -> Query[Entry]:
    """The newest fifty, newest first."""
    return Query(_ALERTS, (tenant_id, since), Entry, bulk=True)


def about(subject_ids: Collection[str], most: int, *, tenant_id: TenantId) -> Query[Entry]:
    """The newest `most` rows about any of the subjects, of which there is at least one; newest first."""
    marks = ", ".join(f"${number}" for number in range(2, len(subject_ids) + 2))
    sql = f"{_SELECT} AND subject_id IN ({marks}) ORDER BY id DESC LIMIT {most}"
    return Query(sql, (tenant_id, *subject_ids), Entry, bulk=True)


# --- seal and verify ---


class UnsealedRow(NamedTuple):
    id: int
    mac: bytes


class ChainEnd(NamedTuple):
    sealed_number: int
    seal: bytes


_UNSEALED = "/* any tenant: scheduler */ SELECT id, mac FROM audit WHERE seal IS NULL ORDER BY id LIMIT 500"
_END = (
    "/* any tenant: one chain */ SELECT sealed_number, seal FROM audit WHERE sealed_number IS NOT NULL ORDER BY sealed_number DESC LIMIT 1"
)
_SEALED = f"""/* any tenant: one chain */ SELECT {_COLUMNS}, mac, sealed_number, seal FROM audit
WHERE sealed_number > $1 ORDER BY sealed_number LIMIT 1000"""
_NOT_YET_SEALED = f"/* any tenant: one chain */ SELECT {_COLUMNS}, mac FROM audit WHERE seal IS NULL"


def unsealed() -> Query[UnsealedRow]:
    """The oldest 500, oldest first."""
    return Query(_UNSEALED, (), UnsealedRow, bulk=True)


def chain_end() -> Query[ChainEnd]:
    return Query(_END, (), ChainEnd)


def sealed_after(number: int) -> Query[SealedEntry]:
    """The next 1,000 of the chain, in its order."""
    return Query(_SEALED, (number,), SealedEntry, bulk=True)


def not_yet_sealed() -> Query[DigestedEntry]:
    return Query(_NOT_YET_SEALED, (), DigestedEntry, bulk=True)
