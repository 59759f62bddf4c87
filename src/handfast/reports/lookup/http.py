"""The route of the look-up."""

from pydantic import BaseModel, Field

from handfast.access.policy import may
from handfast.ceremonies.linking import replies
from handfast.ceremonies.linking.admin.http import RustDeskDevice, device_reply
from handfast.ceremonies.linking.replies import ClaimView, LinkView, SubscriptionView
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.time import iso_or_none
from handfast.reports.lookup.find import LookupKind, find
from handfast.reports.trail.http import AuditItem, item

routes = Routes("Reports")


class LookupQuery(Body):
    q: str = Field(min_length=1, max_length=320)


class FoundPerson(BaseModel):
    id: str
    name: str
    email: str


class FoundCustomer(BaseModel):
    person: FoundPerson
    subscription: SubscriptionView
    code: str | None = Field(description="Null also for a token that may not assign devices: a code does as much")
    link: LinkView | None
    claim: ClaimView | None
    history: list[AuditItem]


class FoundDevice(RustDeskDevice):
    removed_at: str | None = Field(description="It can be brought back for 30 days from then")
    history: list[AuditItem]


class Lookup(BaseModel):
    kind: LookupKind
    customers: list[FoundCustomer]
    devices: list[FoundDevice]


@routes.get("/api/admin/lookup", allow="customer.look_up")
async def lookup(call: Call, query: LookupQuery) -> Lookup:
    """Who is this? By e-mail, personal code, RustDesk ID (with or without blanks), or a part of the name of the customer or the device"""
    found = await call.do(find, query.q)
    shows_code = may(call.caller, "rustdesk.assign")
    customers = [
        FoundCustomer(
            person=FoundPerson(id=who.id, name=who.name, email=who.email),
            subscription=replies.subscription(who),
            code=found.codes.get(who.id) if shows_code else None,
            link=replies.link(who),
            claim=replies.claim(who),
            history=[item(entry) for entry in found.history.get(who.id, ())],
        )
        for who in found.customers
    ]
    devices = [
        FoundDevice(
            **device_reply(device, found.now).model_dump(),
            removed_at=iso_or_none(device.removed_at),
            history=[item(entry) for entry in found.history.get(device.id, ())],
        )
        for device in found.devices
    ]
    return Lookup(kind=found.kind, customers=customers, devices=devices)
