"""`/api/admin/devices/{id}/sessions`."""

from pydantic import BaseModel

from handfast.devices.rustdesk.sessions.list import list_sessions
from handfast.edge.calls import Call
from handfast.edge.routes import Routes
from handfast.kernel.moments import iso

routes = Routes("Devices")


class ToldSession(BaseModel):
    at: str
    kind: str
    details: dict[str, str | int]


class ToldSessions(BaseModel):
    items: list[ToldSession]


@routes.get("/api/admin/devices/{id}/sessions", allow="rustdesk.sessions")
async def sessions(call: Call, id: str) -> ToldSessions:
    """What a RustDesk device told of the sessions on it, the newest first"""
    lines = await call.do(list_sessions, id)
    return ToldSessions(items=[ToldSession(at=iso(line.at), kind=line.kind, details=dict(line.details)) for line in lines])
