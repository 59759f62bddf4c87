"""The live events of a commit, written in that commit. Bodies carry ids and versions only: whoever may see more fetches it."""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Reads, Statement
from handfast.db.query import Query
from handfast.db.rows import insert_rows
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.ids import TenantId
from handfast.kernel.json_text import json_text
from handfast.kernel.outcomes import DomainEvent

_WRITTEN = ("tenant_id", "at", "event", "body")
_ID_KEYS = {
    "device": "device_id",
    "grant": "grant_id",
    "invite": "invite_id",
    "person": "person_id",
    "service": "service_id",
    "session": "session_id",
    "tenant": "restaurant_id",
    "token": "token_id",
}


def writes(events: Sequence[DomainEvent], now: int) -> list[Statement]:
    rows = []
    for event in events:
        event_type = EVENT_TYPES[event.kind]
        if event_type.event is None or event.tenant_id is None:
            continue
        body: dict[str, object] = {"change": event_type.change}
        if event.subject.kind in _ID_KEYS:
            body[_ID_KEYS[event.subject.kind]] = event.subject.id
        if event.version:
            body["version"] = event.version
        rows.append((event.tenant_id, now, event_type.event, json_text(body)))
    return insert_rows("outbox", _WRITTEN, rows)


class LiveEvent(NamedTuple):
    id: int
    tenant_id: TenantId
    event: str
    body: str
    """A JSON object."""


_SELECT = "/* any tenant: delivery */ SELECT id, tenant_id, event, body FROM outbox"


def last_id() -> Query[int]:
    """0 when the outbox is empty."""
    return Query("/* any tenant: delivery */ SELECT COALESCE(MAX(id), 0) FROM outbox", (), int)


def after(id: int) -> Query[LiveEvent]:
    """The next 1,000, in order."""
    return Query(f"{_SELECT} WHERE id > $1 ORDER BY id LIMIT 1000", (id,), LiveEvent)


# A fixed number of placeholders, so that the statement is prepared once; a shorter list repeats its last number.
_TOGETHER = 64
_THESE = f"{_SELECT} WHERE id IN ({', '.join(f'${n}' for n in range(1, _TOGETHER + 1))}) ORDER BY id"


async def these(reads: Reads, ids: Sequence[int]) -> list[LiveEvent]:
    found: list[LiveEvent] = []
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        found += await reads.fetch_all(Query(_THESE, (*some, *[some[-1]] * (_TOGETHER - len(some))), LiveEvent))
    return found


PURGED_TOGETHER = 1_000


def purge(before: int) -> Statement:
    """PURGED_TOGETHER at a time."""
    sql = f"""/* any tenant: scheduler */ DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE at < $1 ORDER BY at LIMIT {PURGED_TOGETHER})"""
    return Statement(sql, (before,))


def is_more_to_purge(before: int) -> Query[int]:
    """A row if there are more than are purged together."""
    sql = f"/* any tenant: scheduler */ SELECT 1 FROM outbox WHERE at < $1 ORDER BY at LIMIT 1 OFFSET {PURGED_TOGETHER}"
    return Query(sql, (before,), int)


def delete_all(*, tenant_id: TenantId) -> Statement:
    """Few: an event is kept for an hour."""
    return Statement("DELETE FROM outbox WHERE tenant_id = $1", (tenant_id,))
