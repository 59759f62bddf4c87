"""The sessions on a device: those that run now, and what it reported of earlier ones, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import MINUTE
from handfast.runner.context import Context
from handfast.rustdesk.connections import store
from handfast.rustdesk.connections.store import Report
from handfast.rustdesk.registry import connections
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.connections import Connection
from handfast.rustdesk.registry.store import RegisteredDevice

# A connection is reported before the heartbeat that names it.
_REPORTED_BEFORE = MINUTE


@dataclass(frozen=True, slots=True)
class Running:
    connection: Connection
    is_ending: bool
    peer_id: str | None
    peer_name: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Sessions:
    running: Sequence[Running]
    reports: Sequence[Report]


async def list_sessions(context: Context, device_id: DeviceId) -> Done[Sessions] | Refused:
    tenant_id = context.caller.tenant
    device = await context.fetch_one(rustdesk.by_device(device_id, tenant_id=tenant_id))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    reports = await context.fetch_all(store.of_device(device_id, tenant_id=tenant_id))
    return Done(Sessions(_running(device, reports, context.now), reports))


def _running(device: RegisteredDevice, reports: Sequence[Report], now: int) -> list[Running]:
    """None for a device that is offline: it no longer says who is connected."""
    if device.presence != "online":
        return []
    open_now = connections.read(device.connections)
    ending = connections.to_end(open_now, now)
    return [Running(one, one.id in ending, *_who(one, reports)) for one in open_now]


def _who(connection: Connection, reports: Sequence[Report]) -> tuple[str | None, str | None, str | None]:
    """The peer's ID, name and address, which come in separate reports. Connection numbers are reused, so older reports do not count."""
    known: dict[str, str] = {}
    for report in reports:
        is_of_it = report.kind == "connection" and report.details.get("conn_id") == connection.id
        if is_of_it and report.at >= connection.since - _REPORTED_BEFORE:
            known = {name: value for name, value in report.details.items() if isinstance(value, str) and value} | known
    return known.get("peer_id"), known.get("peer_name"), known.get("ip")
