"""`/api/session` and `/api/sessions`."""

from handfast.edge.calls import Call
from handfast.edge.cookies import forget_cookie
from handfast.edge.route import Routes
from handfast.kernel.ids import SessionId, TenantId
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.users.second_factors.next_step import NextStep
from handfast.users.sessions.confirm import Confirmation, confirm
from handfast.users.sessions.end import EndSession, end
from handfast.users.sessions.end_all import end_all
from handfast.users.sessions.get_session import get_session
from handfast.users.sessions.list import list_sessions
from handfast.users.sessions.schemas import (
    ConfirmationRequest,
    NextStepReply,
    Session,
    SessionList,
    SignInRequest,
    SwitchRequest,
    confirmation_of,
    next_step_reply,
    reply_to,
    sessions_reply,
)
from handfast.users.sessions.sign_in import Credentials, sign_in
from handfast.users.sessions.switch import SwitchSession, switch

routes = Routes("Session", "Sign in and out; passwords; one's own sessions.")


@routes.post(
    "/api/session",
    allow="session.start",
    refuses=[
        Reason.ACCOUNT_LOCKED,
        Reason.CSRF_FAILED,
        Reason.INVALID_CREDENTIALS,
        Reason.RATE_LIMITED,
    ],
)
async def start_session(call: Call, body: SignInRequest) -> Session | NextStepReply:
    """Sign in.

    Whose company is suspended is signed in too, and finds in `suspended` why they can do nothing there.

    202 when the account has a second factor: go on with `POST /api/session/second-factor`.
    """
    call.check_same_site()
    tenant_id = TenantId(body.tenant_id) if body.tenant_id is not None else None
    view = await call.do(sign_in, Credentials(body.email, Secret(body.password), tenant_id))
    return next_step_reply(call, view) if isinstance(view, NextStep) else await reply_to(call, view)


@routes.get("/api/session", allow="session.look")
async def get_current_session(call: Call) -> Session:
    """Get the current session: who is signed in, and what they may do."""
    return await reply_to(call, await call.do(get_session, None))


@routes.post("/api/session/switch", allow="session.switch", refuses=[Reason.NOT_FOUND, Reason.TENANT_SUSPENDED])
async def switch_session(call: Call, body: SwitchRequest) -> Session:
    """Go on for another company, or for the server.

    The session is replaced by a new one, with a cookie and a CSRF token of its own.
    """
    tenant_id = TenantId(body.tenant_id) if body.tenant_id is not None else None
    return await reply_to(call, await call.do(switch, SwitchSession(tenant_id)))


@routes.post(
    "/api/session/confirm",
    allow="session.confirm",
    refuses=[
        Reason.NO_SECOND_FACTOR,
        Reason.PASSKEY_EXPIRED,
        Reason.PASSKEY_NOT_ACCEPTED,
        Reason.RATE_LIMITED,
        Reason.SECOND_FACTOR_REQUIRED,
        Reason.WRONG_PASSWORD,
        Reason.WRONG_SECOND_FACTOR,
    ],
)
async def confirm_session(call: Call, body: ConfirmationRequest) -> None:
    """Confirm that it is still oneself, before an action that gives lasting access.

    By the password; an account with a second factor by a passkey, a code of its app, or a recovery code. The confirmation is valid for
    five minutes, as is signing in.
    """
    await call.do(confirm, Confirmation(confirmation_of(call, body)))


@routes.delete("/api/session", allow="session.end", refuses=[Reason.NOT_FOUND])
async def end_current_session(call: Call) -> None:
    """Sign out."""
    await call.do(end, EndSession(call.caller.session_id or SessionId("")))
    forget_cookie(call)


@routes.get("/api/sessions", allow="session.list")
async def list_own_sessions(call: Call) -> SessionList:
    """List one's own sessions."""
    return sessions_reply(await call.do(list_sessions, None), call.caller.session_id)


@routes.delete("/api/sessions", allow="session.end")
async def end_all_sessions(call: Call) -> None:
    """Sign out everywhere.

    All sessions and access tokens end.
    """
    await call.do(end_all, None)
    forget_cookie(call)


@routes.delete("/api/sessions/{id}", allow="session.end")
async def end_own_session(call: Call, id: SessionId) -> None:
    """End one of one's own sessions."""
    await call.do(end, EndSession(id))
