"""How a call may be refused: what follows from the policy and the parameters of a route, and what the route declares."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from handfast.access.policy import POLICY
from handfast.edge.problems import PROBLEMS
from handfast.edge.route import Route
from handfast.kernel.outcomes import Reason
from tools.openapi.components import NONCE, RETRY_AFTER

PROBLEM_JSON = "application/problem+json"
ANY_CALL = frozenset({
    Reason.UNKNOWN_HOST,
    Reason.MALFORMED_REQUEST,
    Reason.REQUEST_TIMEOUT,
    Reason.TOO_LARGE,
    Reason.HEADERS_TOO_LARGE,
    Reason.INTERNAL,
    Reason.BUSY,
    Reason.UNAVAILABLE,
})  # fmt: skip
_PROOF = frozenset({Reason.INVALID_DPOP_PROOF, Reason.USE_DPOP_NONCE})
_HEADERS: dict[int, dict[str, Any]] = {401: {"WWW-Authenticate": {"schema": {"type": "string"}}}, 429: RETRY_AFTER, 503: RETRY_AFTER}
_CHANGES = ("POST", "PUT", "PATCH", "DELETE")


def reasons_of(route: Route) -> frozenset[Reason]:
    """Every code that a call may be refused with, but for those of any call."""
    return frozenset(route.refuses | _by_policy(route) | _by_parameters(route))


def _by_policy(route: Route) -> set[Reason]:
    rule = POLICY[route.action]
    if rule.anyone:
        return set()
    reasons = {Reason.UNAUTHENTICATED, Reason.INVALID_TOKEN, Reason.FORBIDDEN, Reason.TENANT_SUSPENDED}
    if rule.roles:
        reasons.add(Reason.ACCOUNT_DISABLED)
    if rule.roles or rule.operator:
        reasons.add(Reason.SIGNED_IN_AS_ANOTHER)
        if not rule.before_second_factor:
            reasons.add(Reason.SECOND_FACTOR_NEEDED)
        if route.methods[0] in _CHANGES:
            reasons.add(Reason.CSRF_FAILED)
    return reasons | {Reason.DEVICE_DISABLED, *_PROOF} if rule.device else reasons


def _by_parameters(route: Route) -> set[Reason]:
    reasons = set[Reason]()
    if route.id_names:
        reasons.add(Reason.NOT_FOUND)
    if route.body is not None:
        reasons |= {Reason.UNSUPPORTED_MEDIA_TYPE, Reason.INVALID_INPUT}
        if route.body.model_fields:
            reasons |= {getattr(route.body, name, Reason.INVALID_INPUT) for name in ("missing", "malformed")}
    if route.form is not None:
        reasons |= {Reason.UNSUPPORTED_MEDIA_TYPE, Reason.INVALID_INPUT}
    if route.query is not None:
        reasons.add(Reason.INVALID_INPUT)
    return reasons


def takes_proof(reasons: frozenset[Reason]) -> bool:
    return Reason.INVALID_DPOP_PROOF in reasons


def responses(reasons: frozenset[Reason]) -> dict[str, Any]:
    """The refusals by status. `default` stands for the statuses that only refusals of any call have."""
    by_status = defaultdict(set)
    for reason in reasons | ANY_CALL:
        by_status[PROBLEMS[reason].status].add(reason)
    headers = NONCE if takes_proof(reasons) else {}
    described = {str(status): _response(status, codes, headers) for status, codes in sorted(by_status.items()) if codes & reasons}
    return described | {"default": {"$ref": "#/components/responses/AnyCall"}}


def any_call() -> dict[str, Any]:
    """The answer that stands under `default` everywhere."""
    return {
        "description": "Errors that any call can get",
        "headers": RETRY_AFTER | NONCE,
        "content": {PROBLEM_JSON: {"schema": _problem(ANY_CALL)}},
    }


def content_of_any_call(status: int) -> dict[str, Any]:
    """The problem that any call may get with this status; nothing if there is none."""
    codes = {reason for reason in ANY_CALL if PROBLEMS[reason].status == status}
    return {PROBLEM_JSON: {"schema": _problem(codes)}} if codes else {}


def _problem(codes: Iterable[Reason]) -> dict[str, Any]:
    narrowed = {"properties": {"code": {"enum": sorted(reason.value for reason in codes)}}}
    return {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}


def _response(status: int, codes: set[Reason], headers: dict[str, Any]) -> dict[str, Any]:
    headers = _HEADERS.get(status, {}) | headers
    response: dict[str, Any] = {
        "description": " ".join(f"`{reason}`: {PROBLEMS[reason].title}." for reason in sorted(codes)),
        "content": {PROBLEM_JSON: {"schema": _problem(codes)}},
    }
    return response | ({"headers": headers} if headers else {})
