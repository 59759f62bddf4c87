"""The trail as CSV, newest first."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable

from handfast.kernel.time import iso
from handfast.reports.csv_text import BOM, line, lines
from handfast.reports.trail.read import EntriesQuery, Page
from handfast.reports.trail.schemas import sentence_of
from handfast.reports.trail.store import Entry, Filter, Place

COLUMNS = ("time", "action", "outcome", "reason", "who", "who_kind", "what", "what_kind", "what_id", "from", "sentence")
CSV_CHUNK = 500


async def csv(read: Callable[[EntriesQuery], Awaitable[Page]], chosen: Filter, after: Place | None) -> AsyncIterator[str]:
    yield BOM + line(COLUMNS)
    while True:
        page = await read(EntriesQuery(chosen, after, CSV_CHUNK))
        async for text in lines(page.entries, _values):
            yield text
        after = page.next
        if after is None:
            return


def _values(entry: Entry) -> tuple[object, ...]:
    result = (iso(entry.at), entry.action, entry.outcome, entry.reason or "")
    parties = (entry.actor_name, entry.actor_kind, entry.subject_name, entry.subject_kind, entry.subject_id or "")
    return (*result, *parties, entry.address, sentence_of(entry, json.loads(entry.details)))
