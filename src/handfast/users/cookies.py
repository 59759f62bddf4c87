"""The reply that carries a session: who is signed in, and the cookie of a new session. Shared by every route that signs a user in."""

from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason


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
    call.state.headers = {"Set-Cookie": f"{call.services.cookie}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"}
