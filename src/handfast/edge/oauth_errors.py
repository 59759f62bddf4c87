"""From a reason to an error of OAuth: RFC 6749, 5.2, and those that RFC 8628, 8693, 8707 and 9449 add. Beside `problems.py` for `/oauth/*`.

A client gives up what it holds when it hears `invalid_grant`, so that is said only of what will never be good again. Whatever a manager or
the operator may undo (a disabled device, a suspended company) is `access_denied`, and what passes by itself `temporarily_unavailable`.
"""

import json
import re

from starlette.responses import Response

from handfast.edge.paths import holds_oauth
from handfast.edge.problems import PROBLEMS, answer, retry_after
from handfast.kernel.outcomes import Reason, Refused

R = Reason
BY_NAME = frozenset({
    R.AUTHORIZATION_PENDING,
    R.SLOW_DOWN,
    R.ACCESS_DENIED,
    R.EXPIRED_TOKEN,
    R.INVALID_GRANT,
    R.INVALID_SCOPE,
    R.INVALID_TARGET,
    R.INVALID_CLIENT,
    R.UNAUTHORIZED_CLIENT,
    R.UNSUPPORTED_GRANT_TYPE,
    R.INVALID_DPOP_PROOF,
    R.USE_DPOP_NONCE,
})  # fmt: skip
"""The reasons that have an error of the same name."""
REFUSED_STATUSES = frozenset({403, 409, 410})
_CHALLENGE = "challenge"
"""In the extra of INVALID_CLIENT: the scheme that was tried, which the answer must name (RFC 6749, 5.2)."""
_NOT_TOLD = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e]")
_HEADERS = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def error_of(reason: Reason) -> str:
    status = PROBLEMS[reason].status
    if reason in BY_NAME:
        return reason.value.lower()
    if status in REFUSED_STATUSES:
        return "access_denied"
    if status in (429, 503):
        return "temporarily_unavailable"
    return "server_error" if status == 500 else "invalid_request"


def status_of(reason: Reason) -> int:
    """400 for what a client must read the error of, however another route would answer it (RFC 6749, 5.2; RFC 9449, 5)."""
    status = PROBLEMS[reason].status
    return 400 if reason is not R.INVALID_CLIENT and (reason in BY_NAME or status in REFUSED_STATUSES) else status


def oauth_answer(refused: Refused) -> Response:
    error, status = error_of(refused.reason), status_of(refused.reason)
    extra = {name: value for name, value in refused.extra.items() if name in ("number", "interval")}
    body = {"error": error, "error_description": _description(refused), **extra}
    headers = _HEADERS | retry_after(refused, status)
    if _CHALLENGE in refused.extra:
        headers["WWW-Authenticate"] = f'{refused.extra[_CHALLENGE]} realm="handfast"'
    return Response(json.dumps(body), status, headers, "application/json")


def answer_at(path: str, refused: Refused) -> Response:
    """As whoever calls this path understands it."""
    return oauth_answer(refused) if holds_oauth(path) else answer(refused)


def _description(refused: Refused) -> str:
    """What is wrong with a parameter if that is known, in the characters that RFC 6749 allows."""
    told = "; ".join(f"{error['field']}: {error['message']}".removeprefix(": ") for error in refused.extra.get("errors", ()))
    return _NOT_TOLD.sub("'", told or PROBLEMS[refused.reason].detail)
