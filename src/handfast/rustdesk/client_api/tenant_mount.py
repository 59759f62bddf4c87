"""The way to the dialect's routes below `/t/{tenant id}`: one look into a dictionary, for thirteen hundred heartbeats a second."""

import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from handfast.edge.route import Route
from handfast.rustdesk.client_api.client_runtime import TENANT

BOOKS = "/api/ab/"
"""Below it each address book has paths of its own."""
_PREFIX = re.compile(r"/t/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(/api/.*)")


class TenantMount:
    """Takes the tenant off the path of a request that is the dialect's; everything else goes on as it is."""

    def __init__(self, app: ASGIApp, routes: Iterable[Route]) -> None:
        self._app = app
        self._paths = {route.path for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/t/"):
            found = _PREFIX.fullmatch(scope["path"])
            if found is not None and (found[2] in self._paths or found[2].startswith(BOOKS)):
                scope = {**scope, "path": found[2], "raw_path": found[2].encode(), TENANT: found[1]}
        await self._app(scope, receive, send)
