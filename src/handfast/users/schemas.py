"""What goes in and out of the routes on the server, its set-up, invitations and the live ticket."""

from pydantic import Field

from handfast import __version__
from handfast.edge.schemas import Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.time import SECOND
from handfast.users.get_server_info import ServerView
from handfast.users.live_tickets.give_ticket import Ticket
from handfast.users.memberships.get_invitation import OpenInvitation
from handfast.users.passwords.rules import LONGEST_INPUT, SHORTEST
from handfast.users.sessions.schemas import RoleName


class Server(Reply):
    version: str
    name: str
    mail: bool
    passkeys: bool
    """Whether browsers make passkeys for this server's address."""
    public_url: str
    setup_needed: bool
    server_time: Timestamp
    password_min_length: int
    closing_days: int
    """How long a company that is closed can be reopened."""


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
    has_account: bool
    """Then it is joined with the password of that account, or signed in to it with none."""


class InvitationAcceptance(Body):
    token: str = Field(max_length=200)
    name: str = Field(max_length=400)
    password: str | None = Field(default=None, max_length=LONGEST_INPUT)


class LiveTicket(Reply):
    ticket: str
    expires_in: int


def server_reply(view: ServerView) -> Server:
    return Server(
        version=__version__,
        name="Handfast",
        mail=view.mail,
        passkeys=view.passkeys,
        public_url=view.public_url,
        setup_needed=view.setup_needed,
        server_time=view.now,
        password_min_length=SHORTEST,
        closing_days=view.closing_days,
    )


def invitation_reply(invitation: OpenInvitation) -> InvitationView:
    member = invitation.member
    return InvitationView(
        tenant_name=member.tenant_name,
        email=member.email,
        name=member.name,
        role=member.role.value,
        has_account=invitation.has_password,
    )


def ticket_reply(view: Ticket) -> LiveTicket:
    return LiveTicket(ticket=view.ticket.reveal(), expires_in=view.expires_in // SECOND)
