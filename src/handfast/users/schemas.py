"""What goes in and out of the routes on the server, its set-up, invitations and the live ticket."""

from pydantic import BaseModel, Field

from handfast.edge.schemas import Timestamp
from handfast.edge.strict_json import Body
from handfast.users.passwords.rules import LONGEST_INPUT
from handfast.users.sessions.schemas import RoleName


class Server(BaseModel):
    version: str
    name: str
    mail: bool
    public_url: str
    setup_needed: bool
    server_time: Timestamp
    password_min_length: int


class SetUpRequest(Body):
    token: str = Field(max_length=200)
    tenant_name: str = Field(max_length=400)
    owner_name: str = Field(max_length=400)
    owner_email: str = Field(max_length=320)
    password: str = Field(max_length=LONGEST_INPUT)


class InvitationToken(Body):
    token: str = Field(max_length=200)


class InvitationView(BaseModel):
    tenant_name: str
    email: str
    name: str
    role: RoleName


class InvitationAcceptance(Body):
    token: str = Field(max_length=200)
    name: str = Field(max_length=400)
    password: str = Field(max_length=LONGEST_INPUT)


class LiveTicket(BaseModel):
    ticket: str
    expires_in: int
