"""The route of the look-up."""

from handfast.access.policy import may
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.reports.lookup.find import find
from handfast.reports.lookup.schemas import Lookup, LookupQuery, lookup_reply

routes = Routes("Reports", "Look a customer up, list unpaired devices, export customers.")


@routes.get("/api/admin/lookup", allow="customer.look_up")
async def find_customers(call: Call, query: LookupQuery) -> Lookup:
    """Who is this? By e-mail, personal code, RustDesk ID (with or without blanks), or a part of the name of the customer or the device"""
    return lookup_reply(await call.do(find, query.q), shows_codes=may(call.caller, "rustdesk.assign"))
