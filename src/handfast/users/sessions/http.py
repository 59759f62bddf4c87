"""`/api/session` and `/api/sessions`."""

from pydantic import BaseModel, Field

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.ids import SessionId
from handfast.kernel.secrets import Secret
from handfast.kernel.time import iso
from handfast.users.cookies import Session, forget_cookie, refuse_cross_site, signed_in
from handfast.users.passwords.rules import LONGEST_INPUT
from handfast.users.sessions.confirm import ConfirmPassword, confirm
from handfast.users.sessions.end import EndSession, end
from handfast.users.sessions.end_all import end_all
from handfast.users.sessions.get_session import get_session
from handfast.users.sessions.list import list_sessions
from handfast.users.sessions.sign_in import Credentials, sign_in

routes = Routes("Session")


class SignInRequest(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=LONGEST_INPUT)


class ConfirmationRequest(Body):
    current_password: str = Field(max_length=LONGEST_INPUT)


class SessionLine(BaseModel):
    id: str
    created_at: str
    last_seen_at: str
    address: str
    user_agent: str
    current: bool


class SessionList(BaseModel):
    items: list[SessionLine]


@routes.post("/api/session", allow="session.start")
async def sign_in_here(call: Call, body: SignInRequest) -> Session:
    refuse_cross_site(call)
    return signed_in(call, await call.do(sign_in, Credentials(body.email, Secret(body.password))))


@routes.get("/api/session", allow="session.look")
async def who_am_i(call: Call) -> Session:
    return signed_in(call, await call.do(get_session, None))


@routes.post("/api/session/confirm", allow="session.confirm")
async def confirm_session(call: Call, body: ConfirmationRequest) -> None:
    """Type one's password again, for what gives lasting access; it counts for ten minutes, as signing in does."""
    await call.do(confirm, ConfirmPassword(Secret(body.current_password)))


@routes.delete("/api/session", allow="session.end")
async def sign_out(call: Call) -> None:
    """Sign out."""
    await call.do(end, EndSession(call.caller.session_id or SessionId("")))
    forget_cookie(call)


@routes.get("/api/sessions", allow="session.list")
async def own_sessions(call: Call) -> SessionList:
    lines = await call.do(list_sessions, None)
    return SessionList(
        items=[
            SessionLine(
                id=line.id,
                created_at=iso(line.created_at),
                last_seen_at=iso(line.last_seen_at),
                address=line.address,
                user_agent=line.user_agent,
                current=line.id == call.caller.session_id,
            )
            for line in lines
        ]
    )


@routes.delete("/api/sessions", allow="session.end")
async def sign_out_everywhere(call: Call) -> None:
    """Sign out everywhere; access tokens end too."""
    await call.do(end_all, None)
    forget_cookie(call)


@routes.delete("/api/sessions/{id}", allow="session.end")
async def end_session(call: Call, id: SessionId) -> None:
    """End one of one's own sessions."""
    await call.do(end, EndSession(id))
