"""What goes in and out of `/api/tenants`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from handfast.companies.change import ChangeCompany, Limits
from handfast.companies.create import CreateCompany, Created
from handfast.companies.list import CompanyQuery, Page
from handfast.companies.rules import MOST, Company
from handfast.edge import paging
from handfast.edge.schemas import Id, Reply, SearchText, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import TenantId

Quota = Annotated[int, Field(ge=0, le=MOST)]


class TenantsQuery(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)
    search: SearchText | None = None
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=100)

    def command(self) -> CompanyQuery:
        after = paging.decode(self.cursor, str, str) if self.cursor is not None else None
        return CompanyQuery(self.search, after, self.limit)


class TenantLine(Reply):
    id: Id
    name: str
    status: Literal["active", "suspended", "closing"]
    created_at: Timestamp
    suspended_at: Timestamp | None
    """A company that is being closed is suspended too."""
    closing_at: Timestamp | None
    """When it will be deleted; None unless it is being closed."""
    max_people: int | None
    """None for any number."""
    max_devices: int | None
    """None for any number."""
    people: int
    """Also those who are invited or disabled."""
    devices: int
    """Also those that wait for approval or are disabled."""
    version: int


class TenantList(Reply):
    items: list[TenantLine]
    next_cursor: str | None


class NewTenant(Body):
    name: str = Field(max_length=400)
    owner_email: str | None = Field(default=None, max_length=320)
    """Who is invited as the first owner."""
    owner_name: str | None = Field(default=None, max_length=400)
    max_people: Quota | None = None
    max_devices: Quota | None = None
    send_mail: bool = True

    def command(self) -> CreateCompany:
        return CreateCompany(self.name, self.owner_email, self.owner_name, self.max_people, self.max_devices, self.send_mail)


class CreatedTenant(TenantLine):
    invitation_url: str | None
    """The link for the first owner; shown only this once."""
    mailed: bool


class TenantLimits(Body):
    """What is not sent stays as it is."""

    version: int
    name: str | None = Field(default=None, max_length=400)
    max_people: Quota | None = None
    max_devices: Quota | None = None

    def command(self, id: TenantId) -> ChangeCompany:
        limits: Limits = {}
        if "max_people" in self.model_fields_set:
            limits["max_people"] = self.max_people
        if "max_devices" in self.model_fields_set:
            limits["max_devices"] = self.max_devices
        return ChangeCompany(id, self.version, self.name, limits)


def tenant_line(company: Company) -> TenantLine:
    return TenantLine(
        id=company.id,
        name=company.name,
        status=company.status,
        created_at=company.created_at,
        suspended_at=company.suspended_at,
        closing_at=company.closing_at,
        max_people=company.max_people,
        max_devices=company.max_devices,
        people=company.people,
        devices=company.devices,
        version=company.version,
    )


def page_reply(page: Page) -> TenantList:
    cursor = paging.encode(*page.next) if page.next else None
    return TenantList(items=[tenant_line(company) for company in page.companies], next_cursor=cursor)


def created_reply(made: Created) -> CreatedTenant:
    url = made.owner.url.reveal() if made.owner else None
    mailed = made.owner.mailed if made.owner else False
    return CreatedTenant(**dict(tenant_line(made.company)), invitation_url=url, mailed=mailed)
