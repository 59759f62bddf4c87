"""The customers as CSV, by name."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial

from handfast.billing.subscriptions.list import ListSubscriptions, Page
from handfast.billing.subscriptions.rules import Listed, chosen_end, is_good
from handfast.kernel.time import iso_or_none
from handfast.reports.csv_text import BOM, line, lines

COLUMNS = ("name", "email", "state", "served", "ends", "renews", "rustdesk_id", "device", "no_device_since", "id")
CSV_CHUNK = 500


async def csv(read: Callable[[ListSubscriptions], Awaitable[Page]], chosen: ListSubscriptions) -> AsyncIterator[str]:
    """All whom the filters of `chosen` find."""
    yield BOM + line(COLUMNS)
    query = replace(chosen, after=None, most=CSV_CHUNK)
    while True:
        page = await read(query)
        async for text in lines(page.customers, partial(_values, page.now)):
            yield text
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _values(now: int, one: Listed) -> tuple[object, ...]:
    who, held = one.customer, one.customer.subscription
    ends, renews = iso_or_none(chosen_end(held.ends_at, held.renews_at)), iso_or_none(held.renews_at)
    device = (one.device.rustdesk_id, one.device.name) if one.device else ("", "")
    served = "yes" if is_good(held.state, held.ends_at, now) else "no"
    return (who.name, who.email, held.state, served, ends or "", renews or "", *device, iso_or_none(one.no_device_since) or "", who.id)
