"""The route of the look-up."""

from handfast.access.policy import may
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.reports.lookup.find import find
from handfast.reports.lookup.schemas import Lookup, LookupQuery, lookup_reply

routes = Routes("Reports", "Look up customers, list unpaired devices, export customers.")


@routes.get("/api/admin/lookup", allow="customer.look_up")
async def find_customers(call: Call, query: LookupQuery) -> Lookup:
    """Look up customers and devices.

    By e-mail address, personal code or RustDesk ID (with or without spaces), by part of a customer's name, or by part of a device's
    name, host name or platform.
    """
    return lookup_reply(await call.do(find, query.q), shows_codes=may(call.caller, "rustdesk.assign"))
