"""The requests and replies of `/api/people`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from handfast.edge import paging
from handfast.edge.strict_json import Body, is_storable
from handfast.kernel.time import iso, iso_or_none
from handfast.users.cookies import RoleName
from handfast.users.memberships import rules
from handfast.users.memberships.invitations import Invited

StatusName = Literal["active", "invited", "disabled"]


def _storable(text: str) -> str:
    if not is_storable(text):
        raise ValueError("This holds a character that is none")
    return text


class PeopleQuery(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    search: Annotated[str, Field(max_length=200), AfterValidator(_storable)] | None = None
    role: RoleName | None = None
    status: StatusName | None = None
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=100)


class Person(BaseModel):
    id: str
    name: str
    email: str
    role: RoleName
    status: StatusName
    created_at: str
    last_seen_at: str | None
    devices: int
    invitation_expires_at: str | None


class PersonList(BaseModel):
    items: list[Person]
    next_cursor: str | None
    total: paging.Total


class PersonInvitation(Body):
    name: str = Field(max_length=400)
    email: str = Field(max_length=320)
    role: RoleName
    send_mail: bool = True


class InvitationRenewal(Body):
    send_mail: bool = True


class PersonChangeRequest(Body):
    name: str | None = Field(default=None, max_length=400)
    role: RoleName | None = None


class Invitation(BaseModel):
    person: Person
    invitation_url: str
    expires_at: str
    mailed: bool


def person_reply(person: rules.User) -> Person:
    return Person(
        id=person.id,
        name=person.name,
        email=person.email,
        role=person.role.value,
        status=person.status,
        created_at=iso(person.created_at),
        last_seen_at=iso_or_none(person.last_seen_at),
        devices=person.devices,
        invitation_expires_at=iso_or_none(person.invitation_expires_at),
    )


def invitation_reply(view: Invited) -> Invitation:
    return Invitation(person=person_reply(view.user), invitation_url=view.url.reveal(), expires_at=iso(view.expires_at), mailed=view.mailed)
