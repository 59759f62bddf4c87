"""The bare framework: the body of `/api/devices/me` from memory and an empty answer to a heartbeat, by FastAPI as its tutorial has it, and
by Starlette without a model.
"""

import json
import sys

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handfast.devices.schemas import ManagerName, OwnDevice, WhoAmI
from handfast.edge.schemas import NamedRef
from handfast.edge.web_server import WebConfig, WebServer
from handfast.kernel.time import DAY
from handfast.serving import listen

PAIRED = 1_768_888_800_000
BODY = WhoAmI(
    device=OwnDevice(
        id="00000000-0000-4000-8000-000000000001",
        name="Waiter-iPad-1",
        status="offline",
        paired_at=PAIRED,
        last_seen_at=None,
    ),
    restaurant=NamedRef(id="00000000-0000-4000-8000-000000000001", name="Bench Kitchen 1"),
    manager=ManagerName(name="Maya Manager"),
    credential_expires_at=PAIRED + 90 * DAY,
    app_url=None,
    server_time=PAIRED,
    support_contact="",
)


class Heartbeat(BaseModel):
    id: str
    uuid: str
    ver: int
    modified_at: int


def fastapi() -> FastAPI:
    app = FastAPI()

    @app.get("/api/devices/me")
    async def me() -> WhoAmI:
        return BODY

    @app.post("/api/heartbeat")
    async def heartbeat(_: Heartbeat) -> dict[str, bool]:
        return {}

    return app


def lean() -> Starlette:
    async def me(_: Request) -> Response:
        return Response(json.dumps(BODY.model_dump()), media_type="application/json")

    async def heartbeat(request: Request) -> Response:
        await request.json()
        return Response(b"{}", media_type="application/json")

    return Starlette(routes=[Route("/api/devices/me", me), Route("/api/heartbeat", heartbeat, methods=["POST"])])


if __name__ == "__main__":
    app = {"fastapi": fastapi, "lean": lean}[sys.argv[1]]()
    WebServer(WebConfig(app, headers={}, lifespan="off")).run([listen("127.0.0.1", int(sys.argv[2]))])
