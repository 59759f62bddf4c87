"""Whether the server is up (`/healthz`) and ready for requests (`/readyz`)."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from handfast.app import Application


class Health:
    def __init__(self, application: "Application") -> None:
        self._application = application
        self.routes = [Route("/healthz", self._alive), Route("/readyz", self._ready)]

    async def _alive(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _: Request) -> Response:
        if trouble := await self._application.readiness.trouble():
            return JSONResponse({"status": trouble}, 503, {"Retry-After": "2"})
        failing = self._application.supervisor.failing
        return JSONResponse({"status": "ready", "failing": failing} if failing else {"status": "ready"})
