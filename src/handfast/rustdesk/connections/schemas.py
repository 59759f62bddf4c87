"""What goes in and out of `/api/admin/devices/{id}/sessions`."""

from pydantic import Field

from handfast.edge.schemas import Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.rustdesk.connections.list import Sessions
from handfast.rustdesk.registry.connections import LARGEST_ID


class EndBody(Body):
    connection: int = Field(ge=0, le=LARGEST_ID)


class RunningSession(Reply):
    connection: int
    since: Timestamp
    ending: bool
    peer_id: str | None
    peer_name: str | None
    address: str | None


class ReportedSession(Reply):
    at: Timestamp
    kind: str
    details: dict[str, str | int]


class DeviceSessions(Reply):
    running: list[RunningSession]
    items: list[ReportedSession]


def sessions_reply(found: Sessions) -> DeviceSessions:
    running = [
        RunningSession(
            connection=one.connection.id,
            since=one.connection.since,
            ending=one.is_ending,
            peer_id=one.peer_id,
            peer_name=one.peer_name,
            address=one.address,
        )
        for one in found.running
    ]
    reported = [ReportedSession(at=report.at, kind=report.kind, details=dict(report.details)) for report in found.reports]
    return DeviceSessions(running=running, items=reported)
