"""Collects the routes of the folders here and adds those that belong to none: server, set-up, invitations, live ticket."""

from pydantic import Field

from handfast import __version__
from handfast.edge.calls import Call
from handfast.edge.reply import Reply
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.secrets import Secret
from handfast.kernel.time import SECOND, iso
from handfast.users.access_tokens import http as tokens
from handfast.users.cookies import RoleName, Session, refuse_cross_site, signed_in
from handfast.users.get_server_info import get_server_info
from handfast.users.live_tickets.give_ticket import give_ticket
from handfast.users.memberships import http as persons
from handfast.users.memberships.get_invitation import InvitationLink, get_invitation
from handfast.users.memberships.join import AcceptInvitation, join
from handfast.users.passwords import http as passwords
from handfast.users.passwords.rules import LONGEST_INPUT, SHORTEST
from handfast.users.sessions import http as sessions
from handfast.users.setup import FirstOwner, SetUp, set_up
from handfast.users.tenants import http as tenants

routes = Routes("Server")


class Server(Reply):
    version: str
    name: str
    mail: bool
    public_url: str
    setup_needed: bool
    server_time: str
    password_min_length: int


class SetUpRequest(Body):
    token: str = Field(max_length=200)
    tenant_name: str = Field(max_length=400)
    owner_name: str = Field(max_length=400)
    owner_email: str = Field(max_length=320)
    password: str = Field(max_length=LONGEST_INPUT)


class InvitationToken(Body):
    token: str = Field(max_length=200)


class InvitationView(Reply):
    tenant_name: str
    email: str
    name: str
    role: RoleName


class InvitationAcceptance(Body):
    token: str = Field(max_length=200)
    name: str = Field(max_length=400)
    password: str = Field(max_length=LONGEST_INPUT)


class LiveTicket(Reply):
    ticket: str
    expires_in: int


@routes.get("/api/server", allow="server.look")
async def server(call: Call) -> Server:
    view = await call.do(get_server_info, None)
    return Server(
        version=__version__,
        name="Handfast",
        mail=view.mail,
        public_url=view.public_url,
        setup_needed=view.setup_needed,
        server_time=iso(view.now),
        password_min_length=SHORTEST,
    )


@routes.post("/api/setup", allow="server.set_up", status=201)
async def set_up_server(call: Call, body: SetUpRequest) -> Session:
    refuse_cross_site(call)
    owner = FirstOwner(body.tenant_name, body.owner_name, body.owner_email, Secret(body.password))
    return signed_in(call, await call.do(set_up, SetUp(Secret(body.token), owner)))


@routes.post("/api/invitations/look", allow="invitation.redeem")
async def invitation(call: Call, body: InvitationToken) -> InvitationView:
    """See what an invitation is to."""
    account = await call.do(get_invitation, InvitationLink(Secret(body.token)))
    return InvitationView(tenant_name=account.tenant_name, email=account.email, name=account.name, role=account.role.value)


@routes.post("/api/invitations/redeem", allow="invitation.redeem", status=201)
async def accept_invitation(call: Call, body: InvitationAcceptance) -> Session:
    refuse_cross_site(call)
    return signed_in(call, await call.do(join, AcceptInvitation(Secret(body.token), body.name, Secret(body.password))))


@routes.post("/api/live/ticket", allow="live.join")
async def live_ticket(call: Call) -> LiveTicket:
    """Get a ticket for one live connection."""
    view = await call.do(give_ticket, None)
    return LiveTicket(ticket=view.ticket.reveal(), expires_in=view.expires_in // SECOND)


for feature in (sessions, passwords, persons, tokens, tenants):
    routes.items += feature.routes.items
