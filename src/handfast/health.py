"""Is it up, is it ready, how is it doing: `/healthz`, `/readyz`, `/metrics`."""

import ipaddress
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from handfast.kernel.secrets import same

if TYPE_CHECKING:
    from handfast.main import World

SOCKETS = Gauge("handfast_live_connections", "Open live connections of this process")


class Health:
    def __init__(self, world: "World") -> None:
        self._world = world
        SOCKETS.set_function(lambda: world.sockets.open)
        self.routes = [Route("/healthz", self._alive), Route("/readyz", self._ready), Route("/metrics", self._metrics)]

    async def _alive(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _: Request) -> Response:
        if trouble := await self._world.readiness.trouble():
            return JSONResponse({"status": trouble}, 503, {"Retry-After": "2"})
        return JSONResponse({"status": "ready"})

    async def _metrics(self, request: Request) -> Response:
        token = self._world.settings.metrics_token
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        allowed = same(shown.encode(), token.encode()) if token else _is_loopback(request)
        if not allowed:
            return JSONResponse({"status": "not allowed"}, 403)
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _is_loopback(request: Request) -> bool:
    """The socket's peer, and nobody in front of it: behind a proxy on this machine everybody comes from here."""
    if request.client is None or "x-forwarded-for" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
