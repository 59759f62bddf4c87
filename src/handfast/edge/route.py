"""How a route is declared: method, path, the action it needs, and a handler of three to six lines.

    routes = Routes("Devices")

    @routes.patch("/api/devices/{id}", allow="device.rename")
    async def rename(call: Call, id: str, body: NewName) -> Device: ...

FastAPI reads the signature for the OpenAPI description. At run time the request takes a shorter way (`Route`): strict JSON,
the caller, the policy, the handler. Parameters are the path's own, `body` (JSON) and `query` (the query string).
"""

import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

import structlog
from fastapi import Query
from fastapi.routing import APIRoute
from prometheus_client import Counter
from pydantic import BaseModel
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from handfast.access.policy import POLICY, may
from handfast.db.database import Unavailable
from handfast.db.time_limit import shared_time_limit
from handfast.edge.calls import Call
from handfast.edge.openapi import PROBLEM_ANSWERS, security
from handfast.edge.problems import Refusal, answer
from handfast.edge.strict_json import is_storable, parse, validated
from handfast.kernel.outcomes import DomainEvent, Reason, Refused, Subject
from handfast.kernel.time import SECOND
from handfast.runner.run import Context

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_JSON = "application/json"

REQUESTS = Counter("handfast_requests", "Answered requests", ["method", "route", "status"])
log = structlog.get_logger("handfast.edge")


class Route(APIRoute):
    action: str

    def __init__(self, path: str, endpoint: Callable[..., Any], *, allow: str, **options: Any) -> None:
        if allow not in POLICY:
            raise LookupError(f"{path}: the action {allow!r} is not in access/policy.py")
        described = {"x-action": allow, "security": security(POLICY[allow])}
        super().__init__(path, endpoint, openapi_extra=described, responses=PROBLEM_ANSWERS, **options)
        self.action = allow
        hints = get_type_hints(endpoint)
        self._body: type[BaseModel] | None = hints.get("body")
        self._query: type[BaseModel] | None = hints.get("query")
        self._path_names = [name for name in inspect.signature(endpoint).parameters if name not in ("call", "body", "query")]
        self._answer_status = self.status_code or 200
        self.app = self._serve

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """A path whose parameter is no id is not this route's: `/api/devices/validate-token` is no device."""
        match, child = super().matches(scope)
        is_ours = all(_ID.fullmatch(str(value)) for value in child.get("path_params", {}).values())
        return (match, child) if is_ours else (Match.NONE, {})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = Call(scope, receive)
        try:
            with shared_time_limit():
                response = await self._answer(call)
        except Refusal as refusal:
            response = answer(refusal.refused)
        except Unavailable as error:
            log.warning("not available", error=str(error))
            response = answer(Refused(Reason.UNAVAILABLE, 2 * SECOND))
        for name, value in getattr(call.state, "headers", {}).items():
            response.headers[name] = value
        REQUESTS.labels(call.method, self.path, response.status_code).inc()
        await response(scope, receive, send)

    async def _answer(self, call: Call) -> Response:
        await self._admit(call)
        arguments: dict[str, Any] = {}
        for name in self._path_names:
            arguments[name] = call.path_params[name]
        if self._query is not None:
            arguments["query"] = validated(self._query, _query(call))
        if self._body is not None:
            arguments["body"] = validated(self._body, await _json(call))
        view = await self.endpoint(call, **arguments)
        if isinstance(view, Response):
            return view
        if view is None:
            return Response(status_code=204)
        return Response(view.__pydantic_serializer__.to_json(view, by_alias=True), self._answer_status, media_type=_JSON)

    async def _admit(self, call: Call) -> None:
        caller = await call.identify()
        if isinstance(caller, Refused):
            if not POLICY[self.action].anyone:
                raise Refusal(caller.reason, caller.retry_in, **caller.extra)
            caller = call.anonymous()
        call.caller = caller
        if not POLICY[self.action].anyone:
            call.check_shown_person(caller)
        if not may(caller, self.action):
            if caller.kind == "anonymous":
                raise Refusal(Reason.UNAUTHENTICATED)
            await call.run(_refuse_access, self.action, caller)
            raise Refusal(Reason.FORBIDDEN)
        if not POLICY[self.action].anyone:
            call.check_csrf(caller)


async def _refuse_access(context: Context, action: str) -> Refused:
    caller = context.caller
    subject = Subject("device" if caller.kind == "device" else "person", caller.id, caller.name)
    return Refused(Reason.FORBIDDEN, events=[DomainEvent("ACCESS_REFUSED", caller.tenant_id, subject, {"wanted": POLICY[action].says})])


async def _json(call: Call) -> Any:
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON or call.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(Reason.UNSUPPORTED_MEDIA_TYPE)
    return parse(await call.body())


def _query(call: Call) -> dict[str, str]:
    """A name that is given twice counts once, the last time; an empty value counts as not given."""
    unstorable = [
        {"field": name, "message": "This holds a character that is none"}
        for name, value in call.query_params.items()
        if not is_storable(value)
    ]
    if unstorable:
        raise Refusal(Reason.INVALID_INPUT, errors=unstorable)
    return {name: value for name, value in call.query_params.items() if value}


class Routes:
    """The routes of one feature. `app.py` mounts `items`."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self.items: list[Route] = []

    def _add(self, method: str, path: str, allow: str, status: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def keep(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            if query := endpoint.__annotations__.get("query"):
                endpoint.__annotations__["query"] = Annotated[query, Query()]
            hints = get_type_hints(endpoint).get("return")
            model = hints if inspect.isclass(hints) and issubclass(hints, BaseModel) else None
            route = Route(
                path,
                endpoint,
                allow=allow,
                methods=[method],
                tags=[self._tag],
                status_code=204 if hints is type(None) else status,
                response_model=model,
                summary=(endpoint.__doc__ or POLICY[allow].says).partition("\n")[0].rstrip("."),
                description=endpoint.__doc__ or POLICY[allow].says,
            )
            self.items.append(route)
            return endpoint

        return keep

    def get(self, path: str, *, allow: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._add("GET", path, allow, 200)

    def post(self, path: str, *, allow: str, status: int = 200) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._add("POST", path, allow, status)

    def put(self, path: str, *, allow: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._add("PUT", path, allow, 200)

    def patch(self, path: str, *, allow: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._add("PATCH", path, allow, 200)

    def delete(self, path: str, *, allow: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._add("DELETE", path, allow, 204)
