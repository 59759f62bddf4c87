"""The sessions on a device: those that run now, and what it reported of earlier ones, the newest first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import MINUTE
from handfast.runner.context import Context
from handfast.rustdesk.connections import store
from handfast.rustdesk.registry import connections
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.connections import Connection

# A connection is reported before the heartbeat that names it.
_TOLD_BEFORE = MINUTE


@dataclass(frozen=True, slots=True)
class Line:
    at: int
    kind: str
    details: Mapping[str, Any]


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
    told: Sequence[Line]


async def list_sessions(context: Context, device_id: DeviceId) -> Done[Sessions] | Refused:
    tenant_id = context.caller.tenant
    device = await fetch_row(context.reads, rustdesk.BY_DEVICE, tenant_id, device_id)
    if device is None:
        return Refused(Reason.NOT_FOUND)
    rows = await fetch_rows(context.reads, store.OF_DEVICE, tenant_id, device_id)
    told = [Line(row["at"], row["kind"], json.loads(row["details"])) for row in rows]
    return Done(Sessions(_running(device, told, context.now), told))


def _running(device: Row, told: Sequence[Line], now: int) -> list[Running]:
    """None for a device that is offline: it no longer says who is connected."""
    if device["presence"] != "online":
        return []
    open_now = connections.read(device["connections"])
    ending = connections.to_end(open_now, now)
    return [Running(one, one.id in ending, *_who(one, told)) for one in open_now]


def _who(connection: Connection, told: Sequence[Line]) -> tuple[str | None, str | None, str | None]:
    """The peer's ID, name and address, which come in separate reports. Connection numbers are reused, so older reports do not count."""
    known: dict[str, str] = {}
    for line in told:
        if line.kind == "connection" and line.details.get("conn_id") == connection.id and line.at >= connection.since - _TOLD_BEFORE:
            known = {name: value for name, value in line.details.items() if isinstance(value, str) and value} | known
    return known.get("peer_id"), known.get("peer_name"), known.get("ip")
