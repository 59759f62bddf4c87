"""The live events of a commit, written in that commit. Bodies carry ids and versions only: who may see more fetches it."""

import json
from collections.abc import Sequence

from handfast.db.database import Reads, Row, Write
from handfast.events.catalog import KINDS
from handfast.kernel.outcomes import Fact

_INSERT = "INSERT INTO outbox (tenant_id, at, event, body) VALUES ($1, $2, $3, $4)"
_ID_KEYS = {"device": "device_id", "invite": "invite_id", "person": "person_id", "session": "session_id"}


def writes(facts: Sequence[Fact], now: int) -> list[Write]:
    rows = []
    for fact in facts:
        kind = KINDS[fact.kind]
        if kind.event is None or fact.tenant_id is None:
            continue
        body: dict[str, object] = {"change": kind.change}
        if fact.subject.kind in _ID_KEYS:
            body[_ID_KEYS[fact.subject.kind]] = fact.subject.id
        if fact.version:
            body["version"] = fact.version
        rows.append(Write(_INSERT, (fact.tenant_id, now, kind.event, json.dumps(body))))
    return rows


_COLUMNS = "SELECT id, tenant_id, event, body FROM outbox"


async def last_id(reads: Reads) -> int:
    row = await reads.one("/* any tenant: delivery */ SELECT COALESCE(MAX(id), 0) AS last FROM outbox")
    return row["last"] if row else 0


async def after(reads: Reads, number: int) -> Sequence[Row]:
    return await reads.all(f"/* any tenant: delivery */ {_COLUMNS} WHERE id > $1 ORDER BY id LIMIT 1000", number)


async def these(reads: Reads, numbers: Sequence[int]) -> Sequence[Row]:
    marks = ", ".join(str(int(number)) for number in numbers)
    return await reads.all(f"/* any tenant: delivery */ {_COLUMNS} WHERE id IN ({marks}) ORDER BY id")


def purge(before: int) -> Write:
    return Write("/* any tenant: clockwork */ DELETE FROM outbox WHERE at < $1", (before,))
