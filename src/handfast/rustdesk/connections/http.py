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
    """List the sessions of a RustDesk device.

    These are the running ones, and earlier ones that the device reported, newest first.
    """
    return sessions_reply(await call.do(list_sessions, id))


@routes.post("/api/admin/devices/{id}/sessions/end", allow="rustdesk.end_session")
async def end_device_session(call: Call, id: DeviceId, body: EndBody) -> DeviceSessions:
    """End a running session of a RustDesk device.

    The device closes it with its next heartbeat, within three seconds.
    """
    await call.do(end_session, EndSession(id, body.connection))
    return sessions_reply(await call.do(list_sessions, id))
