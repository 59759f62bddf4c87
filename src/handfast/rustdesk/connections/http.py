"""`/api/admin/devices/{id}/sessions`."""

from pydantic import BaseModel, Field

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.ids import DeviceId
from handfast.kernel.time import iso
from handfast.rustdesk.connections.end import EndSession, end_session
from handfast.rustdesk.connections.list import list_sessions
from handfast.rustdesk.registry.connections import LARGEST_ID

routes = Routes("RustDesk devices")


class EndBody(Body):
    connection: int = Field(ge=0, le=LARGEST_ID)


class RunningSession(BaseModel):
    connection: int
    since: str
    ending: bool
    peer_id: str | None
    peer_name: str | None
    address: str | None


class ToldSession(BaseModel):
    at: str
    kind: str
    details: dict[str, str | int]


class DeviceSessions(BaseModel):
    running: list[RunningSession]
    items: list[ToldSession]


async def _sessions(call: Call, device_id: DeviceId) -> DeviceSessions:
    found = await call.do(list_sessions, device_id)
    running = [
        RunningSession(
            connection=one.connection.id,
            since=iso(one.connection.since),
            ending=one.is_ending,
            peer_id=one.peer_id,
            peer_name=one.peer_name,
            address=one.address,
        )
        for one in found.running
    ]
    reported = [ToldSession(at=iso(report.at), kind=report.kind, details=dict(report.details)) for report in found.reports]
    return DeviceSessions(running=running, items=reported)


@routes.get("/api/admin/devices/{id}/sessions", allow="rustdesk.sessions")
async def sessions(call: Call, id: DeviceId) -> DeviceSessions:
    """The sessions that run on a RustDesk device, and what it told of earlier ones, the newest first"""
    return await _sessions(call, id)


@routes.post("/api/admin/devices/{id}/sessions/end", allow="rustdesk.end_session")
async def end(call: Call, id: DeviceId, body: EndBody) -> DeviceSessions:
    """End a running session: the device drops it with its next heartbeat, within three seconds"""
    await call.do(end_session, EndSession(id, body.connection))
    return await _sessions(call, id)
