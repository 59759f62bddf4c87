"""What goes in and out of the look-up."""

from pydantic import Field

from handfast.ceremonies.linking.admin.rules import AdminDevice
from handfast.ceremonies.linking.admin.schemas import RustDeskDevice, device_reply
from handfast.ceremonies.linking.customers import Customer
from handfast.ceremonies.linking.schemas import (
    LinkView,
    PendingLinkView,
    SubscriptionView,
    link_reply,
    pending_link_reply,
    subscription_reply,
)
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.reports.lookup.find import Found, LookupKind
from handfast.reports.trail.schemas import AuditItem, entry_reply


class LookupQuery(Body):
    q: str = Field(min_length=1, max_length=320)


class FoundPerson(Reply):
    id: Id
    name: str
    email: str


class FoundCustomer(Reply):
    person: FoundPerson
    subscription: SubscriptionView
    code: str | None = Field(description="Also null for a token that may not assign devices, since the code would allow that")
    link: LinkView | None
    claim: PendingLinkView | None
    history: list[AuditItem]


class FoundDevice(RustDeskDevice):
    removed_at: Timestamp | None = Field(description="It can be restored for 30 days from then")
    history: list[AuditItem]


class Lookup(Reply):
    kind: LookupKind
    customers: list[FoundCustomer]
    devices: list[FoundDevice]


def lookup_reply(found: Found, *, shows_codes: bool) -> Lookup:
    return Lookup(
        kind=found.kind,
        customers=[_customer(found, who, shows_code=shows_codes) for who in found.customers],
        devices=[_device(found, device) for device in found.devices],
    )


def _customer(found: Found, who: Customer, *, shows_code: bool) -> FoundCustomer:
    return FoundCustomer(
        person=FoundPerson(id=who.id, name=who.name, email=who.email),
        subscription=subscription_reply(who),
        code=found.codes.get(who.id) if shows_code else None,
        link=link_reply(who),
        claim=pending_link_reply(who),
        history=_history(found, who.id),
    )


def _device(found: Found, device: AdminDevice) -> FoundDevice:
    seen = device_reply(device, found.now)
    return FoundDevice(**dict(seen), removed_at=device.removed_at, history=_history(found, device.id))


def _history(found: Found, id: str) -> list[AuditItem]:
    return [entry_reply(entry) for entry in found.history.get(id, ())]
