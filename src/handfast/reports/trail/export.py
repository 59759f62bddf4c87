"""The trail as CSV, newest first."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from handfast.kernel.time import iso
from handfast.reports.csv_text import BOM, line
from handfast.reports.trail.read import EntriesQuery
from handfast.reports.trail.schemas import sentence_of
from handfast.reports.trail.store import Entry

COLUMNS = ("time", "action", "outcome", "reason", "who", "who_kind", "what", "what_kind", "what_id", "from", "sentence")
CSV_CHUNK = 500


async def csv(read: Callable[[EntriesQuery], Awaitable[Sequence[Entry]]], filters: dict[str, object]) -> AsyncIterator[str]:
    yield BOM + line(COLUMNS)
    while True:
        entries = await read(EntriesQuery(filters, CSV_CHUNK))
        yield "".join(line(_values(entry)) for entry in entries)
        if len(entries) < CSV_CHUNK:
            return
        filters = filters | {"before": entries[-1].id}


def _values(entry: Entry) -> tuple[object, ...]:
    result = (iso(entry.at), entry.action, entry.outcome, entry.reason or "")
    parties = (entry.actor_name, entry.actor_kind, entry.subject_name, entry.subject_kind, entry.subject_id or "")
    return (*result, *parties, entry.address, sentence_of(entry, json.loads(entry.details)))
