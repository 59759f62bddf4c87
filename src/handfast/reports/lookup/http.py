"""The route of the look-up."""

from handfast.access.policy import may
from handfast.ceremonies.linking import schemas as linking
from handfast.ceremonies.linking.admin.schemas import device_reply
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.reports.lookup.find import find
from handfast.reports.lookup.schemas import FoundCustomer, FoundDevice, FoundPerson, Lookup, LookupQuery
from handfast.reports.trail.schemas import item

routes = Routes("Reports")


@routes.get("/api/admin/lookup", allow="customer.look_up")
async def find_customers(call: Call, query: LookupQuery) -> Lookup:
    """Who is this? By e-mail, personal code, RustDesk ID (with or without blanks), or a part of the name of the customer or the device"""
    found = await call.do(find, query.q)
    shows_code = may(call.caller, "rustdesk.assign")
    customers = [
        FoundCustomer(
            person=FoundPerson(id=who.id, name=who.name, email=who.email),
            subscription=linking.subscription(who),
            code=found.codes.get(who.id) if shows_code else None,
            link=linking.link(who),
            claim=linking.claim(who),
            history=[item(entry) for entry in found.history.get(who.id, ())],
        )
        for who in found.customers
    ]
    devices = [
        FoundDevice(
            **dict(device_reply(device, found.now)),
            removed_at=device.removed_at,
            history=[item(entry) for entry in found.history.get(device.id, ())],
        )
        for device in found.devices
    ]
    return Lookup(kind=found.kind, customers=customers, devices=devices)
