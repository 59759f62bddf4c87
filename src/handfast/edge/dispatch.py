"""The routes with a fixed path, found by one look instead of a search, and without the framework's layers, which do nothing for them.

A route of ours already answers its refusals itself (`Route`); what is left of those layers is the answer to a bug.
"""

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from handfast.edge.problems import answer
from handfast.edge.route import Route
from handfast.kernel.outcomes import Reason, Refused


class Dispatcher:
    def __init__(self, app: ASGIApp, routes: Iterable[Route]) -> None:
        self._app = app
        fixed = [route for route in routes if not route.param_convertors]
        self._routes = {(method, route.path): route.app for route in fixed for method in route.methods or ()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["app"] = self._app
        try:
            await route(scope, receive, send)
        except Exception:
            await answer(Refused(Reason.INTERNAL))(scope, receive, send)
            raise  # the gate logs it
