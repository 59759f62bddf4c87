"""The unpaired devices as CSV, the longest waiting first."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from handfast.ceremonies.linking.rules import shown_status
from handfast.kernel.time import iso, iso_or_none
from handfast.reports.csv_text import BOM, line, lines
from handfast.reports.unpaired.read import Page, PageQuery, days_known, is_overdue
from handfast.reports.unpaired.store import BEFORE_ALL, Unpaired

COLUMNS = ("rustdesk_id", "name", "hostname", "created", "days", "over_7_days", "status", "last_seen", "conflicts", "id")
CSV_CHUNK = 500


async def csv(read: Callable[[PageQuery], Awaitable[Page]]) -> AsyncIterator[str]:
    yield BOM + line(COLUMNS)
    after: tuple[int, str] = BEFORE_ALL
    while True:
        found = await read(PageQuery(CSV_CHUNK, after))
        async for text in lines(found.devices, partial(_values, found.now)):
            yield text
        if len(found.devices) < CSV_CHUNK:
            return
        after = (found.devices[-1].created_at, found.devices[-1].id)


def _values(now: int, one: Unpaired) -> tuple[object, ...]:
    age = (iso(one.created_at), days_known(one, now), "yes" if is_overdue(one, now) else "")
    status = shown_status(one.status, one.presence, one.last_seen_at)
    return (one.rustdesk_id, one.name, one.hostname, *age, status, iso_or_none(one.last_seen_at) or "", one.conflicts, one.id)
