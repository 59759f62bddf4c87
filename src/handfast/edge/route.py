"""How a route is declared: method, path, the action it needs, and a handler of three to six lines.

    routes = Routes("Devices")

    @routes.patch("/api/devices/{id}", allow="device.rename", refuses=[Reason.INVALID_INPUT])
    async def rename_device(call: Call, id: str, body: NewName) -> Device: ...

A request is answered in this order: the caller, the policy, strict JSON, the handler. Parameters are the ids in the path, `body` (JSON),
`form` and `query` (the query string). What a route takes and gives is described from the same signature (`tools/openapi`): the handler's
name is the operation, and `refuses` names the refusals that do not follow from the policy and the parameters.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import structlog
from prometheus_client import Counter
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from handfast.access.policy import POLICY, Rule, may, waits_for_second_factor
from handfast.db.database import Unavailable
from handfast.db.time_limit import shared_time_limit
from handfast.edge.calls import Call
from handfast.edge.form import check_media_type, parse_form
from handfast.edge.problems import Refusal, answer
from handfast.edge.strict_json import parse, validated
from handfast.kernel.callers import Caller
from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import DomainEvent, Reason, Refused, Subject, SubjectKind
from handfast.kernel.texts import is_storable
from handfast.kernel.time import SECOND
from handfast.runner.context import Context

IDS = "handfast.ids"
"""The key under which the dispatcher puts the ids of a path into the scope, in their order."""

TENANT = "handfast.tenant"
"""The key of the tenant that a path begins with, `/t/{tenant id}/api/…`; absent for other paths."""

Declare = Callable[[Callable[..., Any]], Callable[..., Any]]

_IN_BRACES = re.compile(r"{(\w+)}")
_JSON = "application/json"

REQUESTS = Counter("handfast_requests", "Answered requests", ["method", "route", "status"])
log = structlog.get_logger("handfast.edge")

_counter = cache(REQUESTS.labels)
"""The counter of a method, a route and a status: to look it up costs ten times as much as to count."""


class Redirect(Response):
    """Leads the browser on to a page of this server, with cookies of its own."""

    def __init__(self, page: str, *cookies: str) -> None:
        super().__init__(status_code=303, headers={"Location": page})
        for cookie in cookies:
            self.headers.append("Set-Cookie", cookie)


class Route:
    """`methods` at `path`, where `{id}` stands for an id, and `*` at the end for whatever follows. An ASGI application of its own.

    An id is a UUID, but for one whose handler takes a `ClientId`.
    """

    is_below_tenants = False
    """Whether it is also found below `/t/{tenant id}`."""

    def __init__(
        self,
        methods: Sequence[str],
        path: str,
        endpoint: Callable[..., Any],
        *,
        allow: str,
        refuses: Iterable[Reason] = (),
        tag: str = "",
        tag_says: str = "",
        status: int = 200,
    ) -> None:
        if allow not in POLICY:
            raise LookupError(f"{path}: the action {allow!r} is not in access/policy.py")
        self.methods = tuple(methods)
        self.path = path
        self.endpoint = endpoint
        self.action = allow
        self.refuses = frozenset(refuses)
        self.tag = tag
        self.tag_says = tag_says
        hints = get_type_hints(endpoint)
        self.status = status
        self.replies = _replies(hints.get("return"), status)
        self._statuses = {model: status for status, model in self.replies.items() if model is not None}
        self.body: type[BaseModel] | None = hints.get("body")
        self.form: type[BaseModel] | None = hints.get("form")
        self.query: type[BaseModel] | None = hints.get("query")
        self.id_names = _IN_BRACES.findall(path)
        self.named_by_client = any(hints.get(name) is ClientId for name in self.id_names)
        _, *others = inspect.signature(endpoint).parameters  # the first one is the call
        taken = {*others} - {"body", "form", "query"}
        if taken != set(self.id_names):
            raise LookupError(f"{path}: the handler takes {sorted(taken)} from it")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = Call(scope, receive)
        try:
            with shared_time_limit():
                response = await self._answer(call)
        except Refusal as refusal:
            response = self._refused(refusal.refused)
        except Unavailable as error:
            log.warning("not available", error=str(error))
            response = self._refused(Refused(Reason.UNAVAILABLE, 2 * SECOND))
        if call.answer_headers is not None and not isinstance(response, Redirect):
            response.headers.update(call.answer_headers)
        _counter(call.method, self.path, response.status_code).inc()
        await response(scope, receive, send)

    def _refused(self, refused: Refused) -> Response:
        return answer(refused)

    def _json(self, view: BaseModel) -> bytes:
        return view.__pydantic_serializer__.to_json(view, by_alias=True)

    async def _answer(self, call: Call) -> Response:
        await self._admit(call)
        arguments: dict[str, Any] = dict(zip(self.id_names, call.scope[IDS], strict=True)) if self.id_names else {}
        if self.query is not None:
            arguments["query"] = validated(self.query, _query(call))
        if self.body is not None:
            arguments["body"] = validated(self.body, await _json(call))
        if self.form is not None:
            arguments["form"] = validated(self.form, await _form(call, self.form))
        view = await self.endpoint(call, **arguments)
        if isinstance(view, Response):
            return view
        if view is None:
            return Response(status_code=204)
        content = await view.in_parts() if view.is_long else self._json(view)
        return Response(content, self._statuses[type(view)], media_type=_JSON)

    async def _admit(self, call: Call) -> None:
        rule = POLICY[self.action]
        caller = call.caller = await _caller(call, rule)
        if not may(caller, self.action):
            if caller.kind == "anonymous":
                raise Refusal(Reason.UNAUTHENTICATED)
            await call.run(_refuse_access, self.action, caller)
            raise Refusal(Reason.FORBIDDEN)
        if waits_for_second_factor(caller, self.action):
            raise Refusal(Reason.SECOND_FACTOR_NEEDED)
        if not rule.anyone:
            call.check_csrf(caller)


async def _caller(call: Call, rule: Rule) -> Caller:
    """Raises `Refusal` for whoever is refused at once, unless anyone may do it: then they are anonymous."""
    caller = await call.identify()
    if isinstance(caller, Caller) and not rule.anyone:
        call.check_shown_person(caller)
    if isinstance(caller, Caller) and caller.is_suspended and not rule.while_suspended:
        caller = Refused(Reason.TENANT_SUSPENDED)
    if isinstance(caller, Caller):
        return caller
    if rule.anyone:
        return call.anonymous()
    raise Refusal(caller.reason, caller.retry_in, **caller.extra)


def _replies(declared: Any, status: int) -> dict[int, type[BaseModel] | None]:
    """What a handler answers, by status: one model or a union of them, None without a body, nothing where it builds a `Response`."""
    models = get_args(declared) if isinstance(declared, UnionType) else (declared,)
    if models == (NoneType,):
        return {204: None}
    if models == (Redirect,):
        return {303: None}
    replies = [model for model in models if inspect.isclass(model) and issubclass(model, BaseModel)]
    return {getattr(model, "status_code", None) or status: model for model in replies}


async def _refuse_access(context: Context, action: str) -> Refused:
    caller = context.caller
    kind: SubjectKind = caller.kind if caller.kind in ("device", "service") else "person"
    subject = Subject(kind, caller.id, caller.name)
    return Refused(Reason.FORBIDDEN, events=[DomainEvent("ACCESS_REFUSED", caller.tenant_id, subject, {"wanted": POLICY[action].says})])


async def _json(call: Call) -> Any:
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON or call.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(Reason.UNSUPPORTED_MEDIA_TYPE)
    return parse(await call.body())


async def _form(call: Call, model: type[BaseModel]) -> dict[str, Any]:
    check_media_type(call.headers.get("content-type", ""))
    if call.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(Reason.UNSUPPORTED_MEDIA_TYPE)
    return parse_form(await call.body(), getattr(model, "repeatable", ()))


def _query(call: Call) -> dict[str, str]:
    """A name that is given twice counts once, the last time; an empty value counts as not given."""
    unstorable = [
        {"field": name, "message": "This contains an invalid character"}
        for name, value in call.query_params.items()
        if not is_storable(value)
    ]
    if unstorable:
        raise Refusal(Reason.INVALID_INPUT, errors=unstorable)
    return {name: value for name, value in call.query_params.items() if value}


class Routes:
    """The routes that an `http.py` declares under one tag. `app.py` serves what each `http.py` has as `routes`.

    `says`: what the tag stands for; one of those that share a tag says it.
    """

    def __init__(self, tag: str, says: str = "", kind: type[Route] = Route) -> None:
        self._tag = tag
        self._says = says
        self._kind = kind
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def _add(self, method: str, path: str, allow: str, refuses: Iterable[Reason], status: int = 200) -> Declare:
        def keep(endpoint: Callable[..., Any]) -> Callable[..., Any]:
            under = {"tag": self._tag, "tag_says": self._says}
            self._routes.append(self._kind([method], path, endpoint, allow=allow, refuses=refuses, status=status, **under))
            return endpoint

        return keep

    def get(self, path: str, *, allow: str, refuses: Iterable[Reason] = ()) -> Declare:
        return self._add("GET", path, allow, refuses)

    def post(self, path: str, *, allow: str, refuses: Iterable[Reason] = (), status: int = 200) -> Declare:
        return self._add("POST", path, allow, refuses, status)

    def put(self, path: str, *, allow: str, refuses: Iterable[Reason] = ()) -> Declare:
        return self._add("PUT", path, allow, refuses)

    def patch(self, path: str, *, allow: str, refuses: Iterable[Reason] = ()) -> Declare:
        return self._add("PATCH", path, allow, refuses)

    def delete(self, path: str, *, allow: str, refuses: Iterable[Reason] = ()) -> Declare:
        return self._add("DELETE", path, allow, refuses)
