"""`/api/people`: the people screen. Routes that also end things of other features are in `offboarding/http.py`."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Reason
from handfast.users.memberships.enable import enable
from handfast.users.memberships.invite import InviteUser, invite
from handfast.users.memberships.list import list_people as find_people
from handfast.users.memberships.resend_invitation import ResendInvitation, resend_invitation
from handfast.users.memberships.schemas import (
    Invitation,
    InvitationRenewal,
    PeopleQuery,
    Person,
    PersonInvitation,
    PersonList,
    invitation_reply,
    page_reply,
    person_reply,
)

routes = Routes("People", "Invite, list, change and disable the people of a company.")


@routes.get("/api/people", allow="person.list")
async def list_people(call: Call, query: PeopleQuery) -> PersonList:
    """List people, by page."""
    return page_reply(await call.do(find_people, query.command()))


@routes.post(
    "/api/people",
    allow="person.invite",
    status=201,
    refuses=[Reason.EMAIL_TAKEN, Reason.PEOPLE_QUOTA, Reason.REAUTHENTICATION_REQUIRED, Reason.ROLE_TOO_HIGH],
)
async def invite_person(call: Call, body: PersonInvitation) -> Invitation:
    """Invite a person."""
    return invitation_reply(await call.do(invite, InviteUser(body.name, body.email, Role(body.role), body.send_mail)))


@routes.post("/api/people/{id}/invitation", allow="person.invite", refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.ROLE_TOO_HIGH])
async def renew_invitation(call: Call, id: UserId, body: InvitationRenewal) -> Invitation:
    """Make a new link for an invited person."""
    return invitation_reply(await call.do(resend_invitation, ResendInvitation(id, body.send_mail)))


@routes.post("/api/people/{id}/enable", allow="person.change", refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.ROLE_TOO_HIGH])
async def enable_person(call: Call, id: UserId) -> Person:
    """Enable a person."""
    return person_reply(await call.do(enable, id))
