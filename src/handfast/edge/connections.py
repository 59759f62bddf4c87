"""Every open connection of this process: how many there may be, how long each may take, and which one gives way.

A connection *waits* until the head of its next request is complete; then it *works* until that request is answered. When a source or
the whole server has as many connections as it may, the one that waits longest is closed for the new one, so silence never keeps
anybody out. Only when all of them work is the new one turned away.
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
    """A proxy reuses its connections: one that closes under its hand costs somebody a request. Common proxies let go after 60 to 120 s."""
    linger_seconds: float = 5.0
    """How long the rest of a body is read away that was answered before it had arrived."""
    stall_seconds: float = 30.0
    """How long a client may take nothing of what is written to it."""
    sweep_seconds: float = 1.0
    per_source: int = 50
    total: int = 800


class Connection(Protocol):
    source: str | None
    """Whom it counts for; None for a trusted proxy and for a local socket, which speak for many."""
    deadline: float
    """When it has waited long enough, by the loop's clock; infinity while it works."""
    write_deadline: float
    """When it is given up if nothing more of what was written has been taken; infinity while that flows."""

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
        """False when there is no place for it, although others gave way where they could."""
        name = connection.source
        if name is not None and (known := self._sources.get(name)) is not None and known.open >= self.limits.per_source:
            log.warning("a source has as many connections as it may", source=name, most=self.limits.per_source)
            if not self._make_room(known.waiting):
                return False
        elif len(self._open) >= self.limits.total:
            log.warning("the server has as many connections as it may", most=self.limits.total)
            if not self._make_room(self._waiting):
                return False
        self._open[connection] = None
        if name is not None:
            self._sources.setdefault(name, _Source()).open += 1
        if self._sweeping is None:
            self._sweep_later()
        return True

    def leave(self, connection: Connection) -> None:
        """May be told twice: by whoever ends it, and when it has ended."""
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
        if connection.is_closing():  # what is written still has some time to leave
            connection.deadline = min(connection.deadline, now + self.limits.stall_seconds)
