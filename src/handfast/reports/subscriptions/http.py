"""The route of the CSV."""

from dataclasses import replace

from starlette.responses import Response

from handfast.billing.subscriptions.list import ListSubscriptions, read_on
from handfast.billing.subscriptions.rules import Listed
from handfast.billing.subscriptions.schemas import SubscriptionQuery
from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.pages import AT_ONCE, Page, csv
from handfast.reports.subscriptions.schemas import COLUMNS, cells

Place = tuple[str, str]
"""A customer's sort key and id."""

routes = Routes("Reports")


@routes.get("/api/admin/subscriptions.csv", allow="subscription.list")
async def export_subscriptions(call: Call, query: SubscriptionQuery) -> Response:
    """Export customers as CSV, with the filters of the list.

    `cursor` and `limit` have no effect: the export is complete.
    """
    chosen = ListSubscriptions(query.search, query.state, most=AT_ONCE, device=query.device)

    async def page(after: Place | None) -> Page[Listed, Place]:
        found = await call.do(read_on, replace(chosen, after=after))
        return Page(found.customers, found.next, found.now)

    return csv_file("handfast-customers.csv", csv(COLUMNS, cells, page))
