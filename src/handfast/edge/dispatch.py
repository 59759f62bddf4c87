"""Finds the route of a request in one table: an exact path by one lookup, a path with ids by one lookup per segment.

A request without a route is passed on to `rest`: the pages, `/healthz`, the live socket. A wrong path or method of the API is answered
here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from handfast.edge.calls import SERVICES, EdgeServices
from handfast.edge.oauth_errors import answer_at
from handfast.edge.paths import holds_api
from handfast.edge.route import IDS, TENANT, Route
from handfast.kernel.ids import is_client_id, is_id
from handfast.kernel.outcomes import Reason, Refused

_Methods = dict[str, Route]
_ANY_PATH = "/*"
_BELOW_TENANT = "/t/"
_LENGTH_OF_ID = 36


@dataclass(slots=True)
class _Node:
    """What may follow a segment: one of several names, an id, anything that the route itself interprets, or nothing."""

    named: "dict[str, _Node]" = field(default_factory=dict)
    with_id: "_Node | None" = None
    takes: Callable[[str], bool] = is_id
    """What an id is here."""
    with_any: _Methods = field(default_factory=dict)
    methods: _Methods = field(default_factory=dict)


class Dispatcher:
    """`services` are set once the application has started; until then nobody is served."""

    def __init__(self, routes: Iterable[Route], rest: ASGIApp) -> None:
        self.services: EdgeServices | None = None
        self._rest = rest
        self._exact: dict[str, _Methods] = {}
        self._root = _Node()
        for route in routes:
            self._add(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[SERVICES] = self.services
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        path = scope["path"]
        methods = self._exact.get(path) or (self._below_tenant if path.startswith(_BELOW_TENANT) else self._find)(path, scope)
        if methods is None:
            app = answer_at(path, Refused(Reason.NOT_FOUND)) if holds_api(path) else self._rest
            await app(scope, receive, send)
            return
        route = methods.get(scope["method"])
        await (_no_such_method(path, methods) if route is None else route)(scope, receive, send)

    def _below_tenant(self, path: str, scope: Scope) -> _Methods | None:
        end = len(_BELOW_TENANT) + _LENGTH_OF_ID
        tenant_id, path = path[len(_BELOW_TENANT) : end], path[end:]
        if not is_id(tenant_id):
            return None
        methods = self._exact.get(path) or self._find(path, scope) or {}
        scope[TENANT] = tenant_id
        return {method: route for method, route in methods.items() if route.is_below_tenants} or None

    def _find(self, path: str, scope: Scope) -> _Methods | None:
        """The routes of a path with ids in it, which are put into the scope. None if a segment in the place of an id is not one."""
        node, ids, rest_of = self._root, [], None
        for segment in path.split("/")[1:]:
            rest_of = node.with_any or rest_of
            following = node.named.get(segment)
            if following is None and node.with_id is not None and node.takes(segment):
                following = node.with_id
                ids.append(segment)
            if following is None:
                return rest_of
            node = following
        scope[IDS] = ids
        return node.methods or rest_of

    def _add(self, route: Route) -> None:
        if "{" not in route.path and not route.path.endswith(_ANY_PATH):
            self._take(self._exact.setdefault(route.path, {}), route)
            return
        node = self._root
        for segment in route.path.removesuffix(_ANY_PATH).split("/")[1:]:
            if segment.startswith("{"):
                if route.named_by_client:
                    node.takes = is_client_id
                node.with_id = node.with_id or _Node()
                node = node.with_id
            else:
                node = node.named.setdefault(segment, _Node())
        self._take(node.with_any if route.path.endswith(_ANY_PATH) else node.methods, route)

    @staticmethod
    def _take(methods: _Methods, route: Route) -> None:
        for method in route.methods:
            if method in methods:
                raise LookupError(f"two routes take {method} {route.path}")
            methods[method] = route


def _no_such_method(path: str, methods: _Methods) -> ASGIApp:
    """RFC 9110, 15.5.6."""
    response = answer_at(path, Refused(Reason.METHOD_NOT_ALLOWED))
    response.headers["Allow"] = ", ".join(sorted({*methods, "HEAD"} if "GET" in methods else methods))
    return response
