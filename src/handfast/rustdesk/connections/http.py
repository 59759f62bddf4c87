"""`/api/admin/devices/{id}/sessions`."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.ids import DeviceId
from handfast.rustdesk.connections.end import EndSession, end_session
from handfast.rustdesk.connections.list import list_sessions
from handfast.rustdesk.connections.schemas import DeviceSessions, EndBody, sessions_reply

routes = Routes("RustDesk devices")


@routes.get("/api/admin/devices/{id}/sessions", allow="rustdesk.sessions")
async def list_device_sessions(call: Call, id: DeviceId) -> DeviceSessions:
    """The sessions that run on a RustDesk device, and what it told of earlier ones, the newest first"""
    return sessions_reply(await call.do(list_sessions, id))


@routes.post("/api/admin/devices/{id}/sessions/end", allow="rustdesk.end_session")
async def end_device_session(call: Call, id: DeviceId, body: EndBody) -> DeviceSessions:
    """End a running session: the device drops it with its next heartbeat, within three seconds"""
    await call.do(end_session, EndSession(id, body.connection))
    return sessions_reply(await call.do(list_sessions, id))
