"""What goes in and out of `/api/session` and `/api/sessions`, and the reply of every route that signs a user in."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from handfast.access.policy import actions_of
from handfast.edge.calls import Call, csrf_token
from handfast.edge.cookies import set_cookie
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import SessionId
from handfast.kernel.time import SECOND
from handfast.users.accounts import SignedIn
from handfast.users.passwords.rules import LONGEST_INPUT
from handfast.users.rules import SESSION_LIFE
from handfast.users.sessions.store import OwnSession

RoleName = Literal["owner", "admin", "manager", "staff", "customer"]


class SignInRequest(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=LONGEST_INPUT)


class ConfirmationRequest(Body):
    current_password: str = Field(max_length=LONGEST_INPUT)


class SessionLine(Reply):
    id: Id
    created_at: Timestamp
    last_seen_at: Timestamp
    address: str
    user_agent: str
    current: bool


class SessionList(Reply):
    items: list[SessionLine]


class SessionPerson(Reply):
    id: str
    name: str
    email: str
    role: RoleName


class SessionTenant(Reply):
    id: str
    name: str


class Session(Reply):
    person: SessionPerson
    tenant: SessionTenant
    csrf_token: str
    can: list[str]


def session_reply(call: Call, view: SignedIn) -> Session:
    """The body of the reply; also sets the cookie when the session is new."""
    account = view.account
    if view.cookie is not None:
        set_cookie(call, view.cookie.reveal(), SESSION_LIFE // SECOND)
    return Session(
        person=SessionPerson(id=account.id, name=account.name, email=account.email, role=account.role.value),
        tenant=SessionTenant(id=account.tenant_id, name=account.tenant_name),
        csrf_token=csrf_token(call.services.keys, view.session_id),
        can=actions_of(account.role),
    )


def sessions_reply(lines: Sequence[OwnSession], current: SessionId | None) -> SessionList:
    return SessionList(
        items=[
            SessionLine(
                id=line.id,
                created_at=line.created_at,
                last_seen_at=line.last_seen_at,
                address=line.address,
                user_agent=line.user_agent,
                current=line.id == current,
            )
            for line in lines
        ]
    )
