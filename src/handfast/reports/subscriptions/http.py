"""The route of the CSV."""

from collections.abc import AsyncIterator
from functools import partial

from starlette.responses import Response, StreamingResponse

from handfast.billing.subscriptions.http import SubscriptionQuery
from handfast.billing.subscriptions.list import AT_ONCE, ListSubscriptions, read_on
from handfast.billing.subscriptions.rules import Listed, chosen_end, is_good
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.time import iso_or_none
from handfast.reports.trail.csv_text import line, lines

routes = Routes("Reports")

COLUMNS = ("name", "email", "state", "served", "ends", "renews", "rustdesk_id", "device", "no_device_since", "id")


@routes.get("/api/admin/subscriptions.csv", allow="subscription.list")
async def subscriptions_as_csv(call: Call, query: SubscriptionQuery) -> Response:
    """The customers for a spreadsheet, with the filters of the list. `cursor` and `limit` count for nothing: it is whole"""
    headers = {"Content-Disposition": 'attachment; filename="handfast-customers.csv"'}
    return StreamingResponse(_csv(call, query), media_type="text/csv; charset=utf-8", headers=headers)


async def _csv(call: Call, query: SubscriptionQuery) -> AsyncIterator[str]:
    yield "\ufeff" + line(COLUMNS)
    after: tuple[str, str] | None = None
    while True:
        page = await call.do(read_on, ListSubscriptions(query.search, query.state, after, AT_ONCE, query.device))
        async for text in lines(page.customers, partial(_values, page.now)):
            yield text
        after = page.next
        if after is None:
            return


def _values(now: int, one: Listed) -> tuple[object, ...]:
    who, held = one.customer, one.customer.subscription
    ends, renews = iso_or_none(chosen_end(held.ends_at, held.renews_at)), iso_or_none(held.renews_at)
    device = (one.device.rustdesk_id, one.device.name) if one.device else ("", "")
    served = "yes" if is_good(held.state, held.ends_at, now) else "no"
    return (who.name, who.email, held.state, served, ends or "", renews or "", *device, iso_or_none(one.no_device_since) or "", who.id)
