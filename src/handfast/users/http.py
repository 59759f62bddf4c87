"""Routes that belong to none of the folders here: server, set-up, invitations, live ticket."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.users.get_server_info import get_server_info
from handfast.users.live_tickets.give_ticket import give_ticket
from handfast.users.memberships.get_invitation import InvitationLink, get_invitation
from handfast.users.memberships.join import AcceptInvitation, join
from handfast.users.schemas import (
    InvitationAcceptance,
    InvitationToken,
    InvitationView,
    LiveTicket,
    Server,
    SetUpRequest,
    invitation_reply,
    server_reply,
    ticket_reply,
)
from handfast.users.sessions.schemas import Session, reply_to
from handfast.users.setup import FirstOwner, SetUp, set_up

routes = Routes("Server", "Set-up, accepting invitations, tickets for live connections.")


@routes.get("/api/server", allow="server.look")
async def get_server(call: Call) -> Server:
    """Get the server's name and version."""
    return server_reply(await call.do(get_server_info, None))


@routes.post(
    "/api/setup",
    allow="server.set_up",
    status=201,
    refuses=[
        Reason.ALREADY_SET_UP,
        Reason.CSRF_FAILED,
        Reason.LINK_EXPIRED,
        Reason.RATE_LIMITED,
        Reason.SETUP_TOKEN_WRONG,
        Reason.WEAK_PASSWORD,
    ],
)
async def set_up_server(call: Call, body: SetUpRequest) -> Session:
    """Set up the server, with the one-time link."""
    call.check_same_site()
    owner = FirstOwner(body.tenant_name, body.owner_name, body.owner_email, Secret(body.password))
    return await reply_to(call, await call.do(set_up, SetUp(Secret(body.token), owner)))


@routes.post("/api/invitations/look", allow="invitation.redeem", refuses=[Reason.LINK_EXPIRED, Reason.RATE_LIMITED])
async def preview_invitation(call: Call, body: InvitationToken) -> InvitationView:
    """See whom an invitation is for, and to which company."""
    return invitation_reply(await call.do(get_invitation, InvitationLink(Secret(body.token))))


@routes.post(
    "/api/invitations/redeem",
    allow="invitation.redeem",
    status=201,
    refuses=[
        Reason.CSRF_FAILED,
        Reason.LINK_EXPIRED,
        Reason.RATE_LIMITED,
        Reason.SIGN_IN_FIRST,
        Reason.WEAK_PASSWORD,
        Reason.WRONG_PASSWORD,
    ],
)
async def accept_invitation(call: Call, body: InvitationAcceptance) -> Session:
    call.check_same_site()
    password = Secret(body.password) if body.password is not None else None
    return await reply_to(call, await call.do(join, AcceptInvitation(Secret(body.token), body.name, password)))


@routes.post("/api/live/ticket", allow="live.join")
async def issue_live_ticket(call: Call) -> LiveTicket:
    """Get a ticket for one live connection."""
    return ticket_reply(await call.do(give_ticket, None))
