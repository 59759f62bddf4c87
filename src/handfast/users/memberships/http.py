"""`/api/people`: the people screen."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from handfast.edge.calls import Call
from handfast.edge.paging import decode, encode
from handfast.edge.reading import Body, is_storable
from handfast.edge.routes import Routes
from handfast.kernel.callers import Role
from handfast.kernel.time import iso, iso_or_none
from handfast.users.cookies import RoleName
from handfast.users.memberships import rules
from handfast.users.memberships.cancel_invitation import InvitedPerson, cancel_invitation
from handfast.users.memberships.change import PersonChange, change
from handfast.users.memberships.disable import ThisPerson, disable
from handfast.users.memberships.enable import enable
from handfast.users.memberships.invitations import Invited
from handfast.users.memberships.invite import NewPerson, invite
from handfast.users.memberships.invite_again import Again, invite_again
from handfast.users.memberships.list import Wanted, list_people
from handfast.users.memberships.store import Filter

routes = Routes("People")

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
    total: int


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


def _person(person: rules.Person) -> Person:
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


def _invitation(view: Invited) -> Invitation:
    return Invitation(person=_person(view.person), invitation_url=view.url.reveal(), expires_at=iso(view.expires_at), mailed=view.mailed)


@routes.get("/api/people", allow="person.list")
async def people(call: Call, query: PeopleQuery) -> PersonList:
    after = None
    if query.cursor is not None:
        name, id = decode(query.cursor, str, str)
        after = name, id
    page = await call.do(list_people, Wanted(Filter(query.search, query.role, query.status), after, query.limit))
    next_cursor = encode(*page.next) if page.next else None
    return PersonList(items=[_person(person) for person in page.people], next_cursor=next_cursor, total=page.total)


@routes.post("/api/people", allow="person.invite", status=201)
async def invite_person(call: Call, body: PersonInvitation) -> Invitation:
    """Invite a person."""
    return _invitation(await call.do(invite, NewPerson(body.name, body.email, Role(body.role), body.send_mail)))


@routes.post("/api/people/{id}/invitation", allow="person.invite")
async def renew_invitation(call: Call, id: str, body: InvitationRenewal) -> Invitation:
    """Make a new link for an invited person."""
    return _invitation(await call.do(invite_again, Again(id, body.send_mail)))


@routes.delete("/api/people/{id}/invitation", allow="person.invite")
async def take_invitation_back(call: Call, id: str) -> None:
    """Take an invitation back."""
    await call.do(cancel_invitation, InvitedPerson(id))


@routes.patch("/api/people/{id}", allow="person.change")
async def change_person(call: Call, id: str, body: PersonChangeRequest) -> Person:
    """Change a person's name or role."""
    return _person(await call.do(change, PersonChange(id, body.name, None if body.role is None else Role(body.role))))


@routes.post("/api/people/{id}/disable", allow="person.change")
async def disable_person(call: Call, id: str) -> Person:
    """Disable a person."""
    return _person(await call.do(disable, ThisPerson(id)))


@routes.post("/api/people/{id}/enable", allow="person.change")
async def enable_person(call: Call, id: str) -> Person:
    """Enable a person."""
    return _person(await call.do(enable, ThisPerson(id)))
