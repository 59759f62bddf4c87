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


async def since(reads: Reads, moment: int) -> Sequence[Row]:
    """Events committed with a time at or after `moment`, oldest first."""
    return await reads.all("SELECT id, tenant_id, event, body FROM outbox WHERE at >= $1 ORDER BY id", moment)


def purge(before: int) -> Write:
    return Write("DELETE FROM outbox WHERE at < $1", (before,))
