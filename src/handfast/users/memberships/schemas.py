"""What goes in and out of `/api/people`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from handfast.edge import paging
from handfast.edge.schemas import Id, Reply, SearchText, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.callers import Role
from handfast.users.memberships import rules
from handfast.users.memberships.invitations import Invited
from handfast.users.memberships.list import Page, UserQuery
from handfast.users.memberships.store import Filter
from handfast.users.sessions.schemas import RoleName

StatusName = Literal["active", "invited", "disabled"]


class PeopleQuery(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)
    search: SearchText | None = None
    role: RoleName | None = None
    status: StatusName | None = None
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=50, ge=1, le=100)

    def command(self) -> UserQuery:
        after: tuple[str, str] | None = None
        if self.cursor is not None:
            name, id = paging.decode(self.cursor, str, str)
            after = name, id
        return UserQuery(Filter(self.search, Role(self.role) if self.role else None, self.status), after, self.limit)


class Person(Reply):
    id: Id
    name: str
    email: str
    role: RoleName
    status: StatusName
    created_at: Timestamp
    last_seen_at: Timestamp | None
    devices: int
    invitation_expires_at: Timestamp | None


class PersonList(Reply):
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


class Invitation(Reply):
    person: Person
    invitation_url: str
    expires_at: Timestamp
    mailed: bool


def person_reply(person: rules.User) -> Person:
    return Person(
        id=person.id,
        name=person.name,
        email=person.email,
        role=person.role.value,
        status=person.status,
        created_at=person.created_at,
        last_seen_at=person.last_seen_at,
        devices=person.devices,
        invitation_expires_at=person.invitation_expires_at,
    )


def page_reply(page: Page) -> PersonList:
    cursor = paging.encode(*page.next) if page.next else None
    return PersonList(items=[person_reply(person) for person in page.users], next_cursor=cursor, total=page.total)


def invitation_reply(view: Invited) -> Invitation:
    return Invitation(person=person_reply(view.user), invitation_url=view.url.reveal(), expires_at=view.expires_at, mailed=view.mailed)
