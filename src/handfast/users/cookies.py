"""The reply that carries a session: who is signed in, and the cookie of a new session. Shared by every route that signs a user in."""

from typing import Literal

from handfast.access.policy import actions_of
from handfast.edge.calls import Call, csrf_token
from handfast.edge.problems import Refusal
from handfast.edge.reply import Reply
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import SECOND
from handfast.users.accounts import SignedIn
from handfast.users.rules import SESSION_LIFE

RoleName = Literal["owner", "admin", "manager", "staff", "customer"]


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


def signed_in(call: Call, view: SignedIn) -> Session:
    """The body of the reply; also sets the cookie when the session is new."""
    account = view.account
    if view.cookie is not None:
        _set_cookie(call, view.cookie.reveal(), SESSION_LIFE // SECOND)
    return Session(
        person=SessionPerson(id=account.id, name=account.name, email=account.email, role=account.role.value),
        tenant=SessionTenant(id=account.tenant_id, name=account.tenant_name),
        csrf_token=csrf_token(call.services.keys, view.session_id),
        can=actions_of(account.role),
    )


def forget_cookie(call: Call) -> None:
    _set_cookie(call, "", 0)


def refuse_cross_site(call: Call) -> None:
    """Raises `Refusal` (CSRF_FAILED) for a cross-site request.

    Signing in needs no CSRF token, since there is no session yet, but another site must still not be able to sign a browser in.
    """
    if call.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refusal(Reason.CSRF_FAILED)


def _set_cookie(call: Call, value: str, seconds: int) -> None:
    secure = "; Secure" if call.services.secure else ""
    call.answer_headers = {"Set-Cookie": f"{call.services.cookie}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"}
