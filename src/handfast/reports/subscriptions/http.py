"""The route of the CSV."""

from functools import partial

from starlette.responses import Response

from handfast.billing.subscriptions.list import ListSubscriptions, read_on
from handfast.billing.subscriptions.schemas import SubscriptionQuery
from handfast.edge.calls import Call
from handfast.edge.downloads import csv_file
from handfast.edge.route import Routes
from handfast.reports.subscriptions.export import csv

routes = Routes("Reports")


@routes.get("/api/admin/subscriptions.csv", allow="subscription.list")
async def export_subscriptions(call: Call, query: SubscriptionQuery) -> Response:
    """Export customers as CSV, with the filters of the list.

    `cursor` and `limit` have no effect: the export is complete.
    """
    chosen = ListSubscriptions(query.search, query.state, device=query.device)
    return csv_file("handfast-customers.csv", csv(partial(call.do, read_on), chosen))
