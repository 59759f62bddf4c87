"""What goes in and out of the look-up."""

from pydantic import BaseModel, Field

from handfast.ceremonies.linking.admin.schemas import RustDeskDevice
from handfast.ceremonies.linking.schemas import ClaimView, LinkView, SubscriptionView
from handfast.edge.schemas import Id, Timestamp
from handfast.edge.strict_json import Body
from handfast.reports.lookup.find import LookupKind
from handfast.reports.trail.schemas import AuditItem


class LookupQuery(Body):
    q: str = Field(min_length=1, max_length=320)


class FoundPerson(BaseModel):
    id: Id
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
    removed_at: Timestamp | None = Field(description="It can be brought back for 30 days from then")
    history: list[AuditItem]


class Lookup(BaseModel):
    kind: LookupKind
    customers: list[FoundCustomer]
    devices: list[FoundDevice]
