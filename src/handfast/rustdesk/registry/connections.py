"""Who is connected to a device right now, as its heartbeats say: numbers from the client, with no meaning outside that device. Pure.

They are stored as one JSON text in the device's row, so that a heartbeat and an admin who ends a session at the same moment conflict.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from handfast.kernel.time import MINUTE, is_within

MOST = 32
"""Connections per device that are read; others are ignored."""
LARGEST_ID = 2**31 - 1
END_STANDS_FOR = MINUTE
"""How long a request to end one is valid: a client counts from one at every start, so an older request could end another connection."""


@dataclass(frozen=True, slots=True)
class Connection:
    id: int
    since: int
    end_asked_at: int | None = None


def ids_of(sent: object) -> tuple[int, ...]:
    """The connections that a heartbeat names; anything but numbers in a list is ignored."""
    if not sent or not isinstance(sent, list):
        return ()
    return tuple(sorted({one for one in sent if type(one) is int and 0 <= one <= LARGEST_ID}))[:MOST]


def read(text: str) -> tuple[Connection, ...]:
    return tuple(Connection(*one) for one in json.loads(text))


def written(connections: Sequence[Connection]) -> str:
    return json.dumps([(one.id, one.since, one.end_asked_at) for one in connections])


def after_heartbeat(before: Sequence[Connection], ids: Collection[int], now: int) -> tuple[Connection, ...]:
    known = {one.id: one for one in before}
    return tuple(known.get(id) or Connection(id, now) for id in ids)


def to_end(connections: Sequence[Connection], now: int) -> tuple[int, ...]:
    """The connections that the answer to a heartbeat asks the client to end."""
    return tuple(one.id for one in connections if one.end_asked_at is not None and is_within(END_STANDS_FOR, one.end_asked_at, now))


def with_end(connections: Sequence[Connection], id: int, now: int) -> tuple[Connection, ...] | None:
    """The connections, with the request to end this one; None when there is no such connection."""
    if all(one.id != id for one in connections):
        return None
    return tuple(replace(one, end_asked_at=now) if one.id == id else one for one in connections)
