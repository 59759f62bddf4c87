"""The SQL that reads the trail: a tenant's page, its alerts, and the chain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from handfast.audit.store import COLUMNS, EXPIRED_TOGETHER
from handfast.db import bounded
from handfast.db.query import Args, Query
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import SubjectKind
from handfast.kernel.texts import pattern

Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the trail, of which the digest covers everything but the id."""

    id: int
    tenant_id: TenantId | None
    at: int
    action: str
    outcome: Outcome
    reason: str | None
    actor_kind: Literal["anonymous", "person", "service", "operator", "device", "system"]
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


ENTRY_COLUMNS = f"id, {', '.join(COLUMNS)}"
_SELECT = f"SELECT {ENTRY_COLUMNS} FROM audit WHERE tenant_id = $1"
_NEWEST_FIRST = "ORDER BY at DESC, id DESC"
LOOKED_AT = 5_000
"""So many rows are looked at for one page of a search; the next page goes on from there."""


class Place(NamedTuple):
    """A row of the trail, by what it is sorted by."""

    at: int
    id: int


@dataclass(frozen=True, slots=True)
class Filter:
    action: str | None = None
    actor: str | None = None
    """An id, or a part of a name."""
    subject: str | None = None
    """An id."""
    outcome: Literal["done", "refused"] | None = None
    since: int | None = None
    until: int | None = None
    search: str | None = None
    """An address, or a part of a name or of the details."""


def page(chosen: Filter, after: Place | None, most: int, *, tenant_id: TenantId) -> Query[Entry]:
    """The newest `most` rows; with `after`, those that are older than this one. A search looks at LOOKED_AT rows (`looked_at_until`)."""
    ranged, args = _ranged(chosen, after)
    compared, values = _compared(chosen, len(args) + 2)
    if not compared:
        return Query(f"{_SELECT}{ranged} {_NEWEST_FIRST} LIMIT {most}", (tenant_id, *args), Entry, bulk=True)
    looked_at = (
        f"SELECT {ENTRY_COLUMNS}, actor_search, search_text FROM audit WHERE tenant_id = $1{ranged} {_NEWEST_FIRST} LIMIT {LOOKED_AT}"
    )
    sql = f"SELECT {ENTRY_COLUMNS} FROM ({looked_at}) AS looked_at WHERE {' AND '.join(compared)} {_NEWEST_FIRST} LIMIT {most}"
    return Query(sql, (tenant_id, *args, *values), Entry, bulk=True)


def looked_at_until(chosen: Filter, after: Place | None, *, tenant_id: TenantId) -> Query[Place]:
    """The oldest row that `page` looks at for a search; no row if these are all there are."""
    ranged, args = _ranged(chosen, after)
    sql = f"SELECT at, id FROM audit WHERE tenant_id = $1{ranged} {_NEWEST_FIRST} LIMIT 1 OFFSET {LOOKED_AT - 1}"
    return Query(sql, (tenant_id, *args), Place, bulk=True)


def is_search(chosen: Filter) -> bool:
    """Whether each row is compared, since no index has those that are wanted side by side."""
    return bool(_compared(chosen, 2)[0])


def _ranged(chosen: Filter, after: Place | None) -> tuple[str, Args]:
    """The range of an index, with its arguments from $2 on: that of one subject, of one action, of refusals or of the whole trail."""
    conditions, args = "", list[Any]()

    def place(*values: Any) -> int:
        args.extend(values)
        return len(args) + 2 - len(values)

    if chosen.subject:
        conditions += f" AND subject_id = ${place(chosen.subject)}"
    elif chosen.action:
        conditions += f" AND action = ${place(chosen.action)}"
    elif chosen.outcome == "refused":
        conditions += " AND outcome = 'refused'"
    if chosen.since is not None:
        conditions += f" AND at >= CAST(${place(chosen.since)} AS BIGINT)"
    if chosen.until is not None:
        conditions += f" AND at <= CAST(${place(chosen.until)} AS BIGINT)"
    if after is not None:
        conditions += f" AND {bounded.after('at', 'id', '<', place(*after))}"
    return conditions, tuple(args)


def _compared(chosen: Filter, first: int) -> tuple[list[str], Args]:
    """What the range leaves open, with its arguments from $`first` on."""
    conditions, args = list[str](), list[Any]()
    if chosen.subject and chosen.action:
        conditions.append(f"action = ${first + len(args)}")
        args.append(chosen.action)
    if chosen.outcome and (chosen.outcome == "done" or chosen.subject or chosen.action):
        conditions.append(f"outcome = '{chosen.outcome}'")
    for text, columns in ((chosen.actor, _ACTOR), (chosen.search, _SEARCH)):
        if text:
            conditions.append(columns.format(n=f"${first + len(args)}", part=f"${first + len(args) + 1}"))
            args += [text, pattern(text)]
    return conditions, tuple(args)


# {n} is the text, {part} the LIKE pattern that finds it inside another one.
_ACTOR = "(actor_id = {n} OR actor_search LIKE {part} ESCAPE '!')"
_SEARCH = "(address = {n} OR search_text LIKE {part} ESCAPE '!' OR actor_search LIKE {part} ESCAPE '!')"

# A signed-in customer's mistake is recorded in the trail but raises no alert.
_ALERTING = [
    f"""{_SELECT} AND action = '{name}' AND at >= $2 AND details NOT LIKE '%"signed_in":true%'"""
    for name, kind in EVENT_TYPES.items()
    if kind.event == "alert"
]
_ALERTS = f"SELECT {ENTRY_COLUMNS} FROM ({bounded.merged(_ALERTING, 'at DESC, id DESC', '50')}) AS told {_NEWEST_FIRST}"


def alerts(since: int, *, tenant_id: TenantId) -> Query[Entry]:
    """The newest fifty, newest first."""
    return Query(_ALERTS, (tenant_id, since), Entry, bulk=True)


def about(subject_ids: Collection[str], most: int, *, tenant_id: TenantId) -> Query[Entry]:
    """The newest `most` rows about any of the subjects, of which there is at least one; newest first."""
    each = (f"{_SELECT} AND subject_id = ${number}" for number in range(2, len(subject_ids) + 2))
    sql = f"SELECT {ENTRY_COLUMNS} FROM ({bounded.merged(each, 'at DESC, id DESC', str(most))}) AS told ORDER BY at DESC, id DESC"
    return Query(sql, (tenant_id, *subject_ids), Entry, bulk=True)


class ExportedEntry(NamedTuple):
    """A row of the trail with what proves it: its digest, and the seals before it and of it."""

    at: int
    id: int
    action: str
    outcome: str
    reason: str | None
    actor_kind: str
    actor_id: str | None
    actor_name: str
    subject_kind: str
    subject_id: str | None
    subject_name: str
    address: str
    details: str
    mac: bytes
    sealed_number: int | None
    seal: bytes | None
    previous_seal: bytes | None


def exported(after: Place, most: int, *, tenant_id: TenantId) -> Query[ExportedEntry]:
    """The oldest `most` rows after this one."""
    columns = ", ".join(f"a.{column}" for column in ExportedEntry._fields[:-1])
    sql = f"""SELECT {columns}, b.seal AS previous_seal FROM audit a LEFT JOIN audit b ON b.sealed_number = a.sealed_number - 1
    WHERE a.tenant_id = $1 AND {bounded.after("a.at", "a.id", ">", 2)} ORDER BY a.at, a.id LIMIT $4"""
    return Query(sql, (tenant_id, *after, most), ExportedEntry, bulk=True)


# --- a tenant that is deleted ---


def is_in_use(*, tenant_id: TenantId) -> Query[int]:
    """A row while the tenant has people, devices, codes, or what a provider reported."""
    sql = """SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE tenant_id = $1) OR EXISTS (SELECT 1 FROM devices WHERE tenant_id = $1)
    OR EXISTS (SELECT 1 FROM pairing_codes WHERE tenant_id = $1) OR EXISTS (SELECT 1 FROM provider_events WHERE tenant_id = $1)
    OR EXISTS (SELECT 1 FROM provider_subscriptions WHERE tenant_id = $1) OR EXISTS (SELECT 1 FROM stripe_secrets WHERE tenant_id = $1)"""
    return Query(sql, (tenant_id,), int, bulk=True)


def announcements(of: str) -> Query[str]:
    """The details of the rows of the server's own trail that say what is deleted of the tenant with this id."""
    sql = """SELECT details FROM audit WHERE tenant_id IS NULL AND subject_id = $1
    AND action IN ('TENANT_DELETION_BEGUN', 'TENANT_DELETED') ORDER BY at, id"""
    return Query(sql, (of,), str, bulk=True)


def erasable(until: int, most: int, *, tenant_id: TenantId) -> Query[int]:
    """The ids of the first `most` rows of the tenant, of those with a number up to this one."""
    sql = "SELECT id FROM audit WHERE tenant_id = $1 AND sealed_number <= $2 ORDER BY at, id LIMIT $3"
    return Query(sql, (tenant_id, until, most), int, bulk=True)


class Erasures(NamedTuple):
    entries: int
    until: int
    """The number of the last of them; 0 if there are none."""
    unsealed: int
    """Rows that have no number yet."""


def to_erase(*, tenant_id: TenantId) -> Query[Erasures]:
    sql = """SELECT count(sealed_number) AS entries, COALESCE(max(sealed_number), 0) AS until, count(*) - count(sealed_number) AS unsealed
    FROM audit WHERE tenant_id = $1"""
    return Query(sql, (tenant_id,), Erasures, bulk=True)


def seal_of(number: int) -> Query[bytes]:
    return Query("/* any tenant: one chain */ SELECT seal FROM audit WHERE sealed_number = $1", (number,), bytes)


# --- seal and verify ---


class ExpirableRow(NamedTuple):
    id: int
    mac: bytes
    sealed_number: int


def expirable(before: int, *, tenant_id: TenantId) -> Query[ExpirableRow]:
    """The oldest rows of the tenant from before this moment, as many as are erased together.

    None while the tenant is being deleted: the number of its rows was announced, and they go with it (`erase.py`).
    """
    sql = f"""SELECT id, mac, sealed_number FROM audit WHERE tenant_id = $1 AND at < $2 AND sealed_number IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id = $1 AND t.deleting_at IS NOT NULL) ORDER BY at, id LIMIT {EXPIRED_TOGETHER}"""
    return Query(sql, (tenant_id, before), ExpirableRow, bulk=True)


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
_SEALED = f"""/* any tenant: one chain */ SELECT {ENTRY_COLUMNS}, mac, sealed_number, seal FROM audit
WHERE sealed_number > $1 ORDER BY sealed_number LIMIT 1000"""
_NOT_YET_SEALED = f"/* any tenant: one chain */ SELECT {ENTRY_COLUMNS}, mac FROM audit WHERE seal IS NULL"


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
