"""`/api/people`: the people screen. Routes that also end things of other features are in `offboarding/http.py`."""

from handfast.edge.calls import Call
from handfast.edge.paging import decode, encode
from handfast.edge.route import Routes
from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.users.memberships.enable import enable
from handfast.users.memberships.invite import InviteUser, invite
from handfast.users.memberships.list import UserQuery, list_people
from handfast.users.memberships.resend_invitation import ResendInvitation, resend_invitation
from handfast.users.memberships.schemas import (
    Invitation,
    InvitationRenewal,
    PeopleQuery,
    Person,
    PersonInvitation,
    PersonList,
    invitation_reply,
    person_reply,
)
from handfast.users.memberships.store import Filter

routes = Routes("People")


@routes.get("/api/people", allow="person.list")
async def people(call: Call, query: PeopleQuery) -> PersonList:
    after = None
    if query.cursor is not None:
        name, id = decode(query.cursor, str, str)
        after = name, id
    page = await call.do(
        list_people, UserQuery(Filter(query.search, Role(query.role) if query.role else None, query.status), after, query.limit)
    )
    next_cursor = encode(*page.next) if page.next else None
    return PersonList(items=[person_reply(person) for person in page.users], next_cursor=next_cursor, total=page.total)


@routes.post("/api/people", allow="person.invite", status=201)
async def invite_person(call: Call, body: PersonInvitation) -> Invitation:
    """Invite a person."""
    return invitation_reply(await call.do(invite, InviteUser(body.name, body.email, Role(body.role), body.send_mail)))


@routes.post("/api/people/{id}/invitation", allow="person.invite")
async def renew_invitation(call: Call, id: UserId, body: InvitationRenewal) -> Invitation:
    """Make a new link for an invited person."""
    return invitation_reply(await call.do(resend_invitation, ResendInvitation(id, body.send_mail)))


@routes.post("/api/people/{id}/enable", allow="person.change")
async def enable_person(call: Call, id: UserId) -> Person:
    """Enable a person."""
    return person_reply(await call.do(enable, id))
