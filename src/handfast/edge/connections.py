"""Every open connection of this process: how many there may be, how long each may take, and which one gives way.

A connection *waits* until the head of its next request is complete; then it *works* until that request is answered. When a source or
the whole server is at its limit, the connection that has waited longest is closed in favour of the new one, so that silent connections
never keep anybody out. Only when all of them work is the new one refused.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from handfast import failures
from handfast.edge.addresses import Network, is_trusted
from handfast.limits.rules import source

log = structlog.get_logger("handfast.connections")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Sizes in bytes, times in seconds."""

    head_bytes: int = 16 * 1024
    head_seconds: float = 10.0
    """From the opening of a connection, later from the first byte of a request, to the end of its head. Also for a TLS handshake."""
    idle_seconds: float = 15.0
    proxy_idle_seconds: float = 150.0
    """A proxy reuses its connections; one that we close first costs somebody a request. Common proxies close theirs after 60 to 120 s."""
    linger_seconds: float = 5.0
    """How long the rest of a body is read and discarded if its request was answered before it had arrived."""
    stall_seconds: float = 30.0
    """How long a client may read nothing of what is written to it."""
    sweep_seconds: float = 1.0
    per_source: int = 50
    total: int = 800


class Connection(Protocol):
    source: str | None
    """The source it counts for; None for a trusted proxy and for a local socket, which serve many clients."""
    deadline: float
    """When it has waited long enough, by the loop's clock; infinity while it works."""
    write_deadline: float
    """When it is given up unless the client reads more of what was written; infinity while the client keeps up."""

    def is_closing(self) -> bool: ...
    def give_way(self) -> None: ...
    def end_overdue(self) -> None: ...


@dataclass(slots=True)
class _Source:
    open: int = 0
    waiting: dict[Connection, None] = field(default_factory=dict)


class Connections:
    def __init__(self, limits: ConnectionLimits, trusted_proxies: Sequence[Network] = ()) -> None:
        self.limits = limits
        self._trusted = trusted_proxies
        self._open: dict[Connection, None] = {}
        self._waiting: dict[Connection, None] = {}
        self._sources: dict[str, _Source] = {}
        self._sweeping: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._open)

    def source_of(self, client: tuple[str, int] | None) -> str | None:
        return None if client is None or is_trusted(client[0], self._trusted) else source(client[0])

    def admit(self, connection: Connection) -> bool:
        """False when there is no room for it and no waiting connection could be closed to make some."""
        name = connection.source
        if name is not None and (known := self._sources.get(name)) is not None and known.open >= self.limits.per_source:
            log.warning("a source has reached its limit of connections", source=name, most=self.limits.per_source)
            if not self._make_room(known.waiting):
                return False
        elif len(self._open) >= self.limits.total:
            log.warning("the server has reached its limit of connections", most=self.limits.total)
            if not self._make_room(self._waiting):
                return False
        self._open[connection] = None
        if name is not None:
            self._sources.setdefault(name, _Source()).open += 1
        if self._sweeping is None:
            self._sweep_later()
        return True

    def leave(self, connection: Connection) -> None:
        """May be called twice: by whoever ends the connection, and when it has ended."""
        if connection not in self._open:
            return
        self.works(connection)
        del self._open[connection]
        name = connection.source
        if name is not None:
            self._sources[name].open -= 1
            if self._sources[name].open == 0:
                del self._sources[name]

    def waits(self, connection: Connection, deadline: float) -> None:
        connection.deadline = deadline
        if connection.source is not None and connection in self._open:
            self._waiting[connection] = None
            self._sources[connection.source].waiting[connection] = None

    def works(self, connection: Connection) -> None:
        connection.deadline = math.inf
        if connection in self._waiting:
            del self._waiting[connection]
            del self._sources[connection.source or ""].waiting[connection]

    def _make_room(self, waiting: dict[Connection, None]) -> bool:
        for connection in waiting:
            self.leave(connection)
            connection.give_way()
            return True
        return False

    def _sweep_later(self) -> None:
        self._sweeping = asyncio.get_running_loop().call_later(self.limits.sweep_seconds, self._sweep)

    def _sweep(self) -> None:
        """One timer for all: a timer for each request would cost more than the rest of its bookkeeping."""
        self._sweeping = None
        now = asyncio.get_running_loop().time()
        for connection in list(self._open):
            try:
                self._look_at(connection, now)
            except Exception:  # noqa: BLE001 - noted
                failures.note("end connections that are overdue")
        if self._open:
            self._sweep_later()

    def _look_at(self, connection: Connection, now: float) -> None:
        if min(connection.deadline, connection.write_deadline) <= now:
            connection.end_overdue()
        if connection.is_closing():  # what was written still gets some time to be sent
            connection.deadline = min(connection.deadline, now + self.limits.stall_seconds)
