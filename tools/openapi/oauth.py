"""How a call to an endpoint of OAuth may be refused: by errors of RFC 6749, 5.2, and not by problems."""

from collections import defaultdict
from typing import Any

from handfast.edge.form import MEDIA_TYPE
from handfast.edge.oauth_errors import error_of, status_of
from handfast.edge.problems import PROBLEMS
from handfast.kernel.outcomes import Reason
from tools.openapi.components import NONCE, RETRY_AFTER
from tools.openapi.refusals import ANY_CALL, takes_proof

_HEADERS: dict[int, dict[str, Any]] = {401: {"WWW-Authenticate": {"schema": {"type": "string"}}}, 429: RETRY_AFTER, 503: RETRY_AFTER}
_ERROR = {
    "type": "object",
    "title": "OAuthError",
    "description": "RFC 6749, 5.2. `error` is stable; `error_description` is for people.",
    "required": ["error", "error_description"],
    "properties": {
        "error": {"type": "string"},
        "error_description": {"type": "string"},
        "number": {"type": "integer", "description": "Only with `authorization_pending`: what the device shows from now on"},
        "interval": {"type": "integer", "description": "Only with `slow_down`: how many seconds to wait between two requests from now on"},
    },
}
SCHEMAS = {"OAuthError": _ERROR}


def responses(reasons: frozenset[Reason]) -> dict[str, Any]:
    by_status = defaultdict(set)
    for reason in reasons | ANY_CALL:
        by_status[status_of(reason)].add(reason)
    nonce = NONCE if takes_proof(reasons) else {}
    return {str(status): _response(status, codes, nonce) for status, codes in sorted(by_status.items())}


def _response(status: int, codes: set[Reason], nonce: dict[str, Any]) -> dict[str, Any]:
    errors = sorted({error_of(reason) for reason in codes})
    narrowed = {"allOf": [{"$ref": "#/components/schemas/OAuthError"}, {"properties": {"error": {"enum": errors}}}]}
    titles = "; ".join(f"`{error_of(reason)}`: {PROBLEMS[reason].title}" for reason in sorted(codes))
    headers = _HEADERS.get(status, {}) | nonce
    response: dict[str, Any] = {"description": f"{titles}.", "content": {"application/json": {"schema": narrowed}}}
    return response | ({"headers": headers} if headers else {})


def as_form(operation: dict[str, Any]) -> None:
    """The framework takes a form for JSON."""
    content = operation["requestBody"]["content"]
    operation["requestBody"]["content"] = {MEDIA_TYPE: content["application/json"]}
