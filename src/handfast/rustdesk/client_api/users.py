"""A user in the form that the client expects."""

from starlette.responses import Response

from handfast.edge.problems import PROBLEMS
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.client_api.store import ListedUser
from handfast.rustdesk.client_api.wire import Json, shown, trouble
from handfast.users import store
from handfast.users.store import Member

SUSPENDED = PROBLEMS[Reason.TENANT_SUSPENDED].detail
_PASSES = (Reason.TENANT_SUSPENDED, Reason.SECOND_FACTOR_NEEDED)
SIGNED_OUT = trouble("You are signed out. Please sign in again.", 401)


def payload(user: Member | ListedUser) -> Json:
    """`info` is always an object: without it the client waits for ever and shows nothing."""
    is_admin = user.role in (Role.OWNER, Role.ADMIN)
    return {"name": user.name, "email": user.email, "note": "", "status": 1, "is_admin": is_admin, "info": {}}


def let_in(token: str, member: Member) -> Json:
    return {"access_token": token, "type": "access_token", "user": payload(member)}


async def own_account(context: Context, _: None) -> Done[Member] | Refused:
    member = await context.fetch_one(store.member(context.caller.user_id, tenant_id=context.caller.tenant))
    return Done(member) if member else Refused(Reason.UNAUTHENTICATED)


def refusal(refused: Refused) -> Response:
    """The reason in the words of our own pages, never as a 5xx."""
    problem = PROBLEMS[refused.reason]
    return trouble(problem.detail, problem.status if problem.status < 500 else 200)


def not_let_in(refused: Refused) -> Response:
    """For whoever holds a token. Only 401 makes the app forget it, which it may not do for what passes: its user can go on afterwards."""
    return trouble(PROBLEMS[refused.reason].detail) if refused.reason in _PASSES else SIGNED_OUT


def waiting_time(refused: Refused) -> str:
    minutes = max(1, -(-(refused.retry_in or 0) // 60_000))
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def place(body: Json) -> tuple[str, str]:
    """Name and system of the device that the client says it is on."""
    info = body.get("deviceInfo")
    return (shown(info, "name"), shown(info, "os")) if isinstance(info, dict) else ("", "")
