"""Socket.IO, inbound: who may connect, and which room the server puts them in. Clients say nothing here and cannot name a room.

A socket lives as long as the session behind it: it is closed when an event says that the session ended, and asked after every few
seconds in case that event was lost.
"""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import engineio
import socketio
import structlog
from socketio.packet import EVENT, Packet

from handfast.db.database import Unavailable
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Refused
from handfast.kernel.secrets import Secret
from handfast.people.live.redeem_ticket import Shown, redeem_ticket
from handfast.people.live.still_valid import still_valid
from handfast.run import Runner

CHECK_SECONDS = 5.0
LARGEST_MESSAGE = 64 * 1024
MOST_PER_SESSION = 10
MOST_NOISE = 20
_LOOPBACK = ("localhost", "127.0.0.1")

log = structlog.get_logger("handfast.sockets")


def room(tenant_id: str) -> str:
    return f"restaurant:{tenant_id}"


def origins(public_url: str) -> list[str]:
    """Who may open a socket from a browser: our own pages. On this machine, by either of its names."""
    parts = urlsplit(public_url)
    if parts.hostname not in _LOOPBACK:
        return [public_url]
    port = f":{parts.port}" if parts.port else ""
    return [f"{parts.scheme}://{name}{port}" for name in _LOOPBACK]


class Sockets:
    def __init__(self, public_url: str) -> None:
        self.server = socketio.AsyncServer(
            async_mode="asgi",
            cors_allowed_origins=origins(public_url),
            max_http_buffer_size=LARGEST_MESSAGE,
            http_compression=False,
            logger=False,
            engineio_logger=False,
        )
        self.asgi = socketio.ASGIApp(self.server, socketio_path="/socket.io")
        self._people: dict[str, Caller] = {}
        self._noise: dict[str, int] = {}
        self._run: Runner | None = None
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        self.server.on("*", self._heard)

    @property
    def open(self) -> int:
        return len(self._people)

    def attach(self, run: Runner) -> None:
        self._run = run

    async def emit(self, tenant_id: str, event: str, body: dict[str, Any]) -> None:
        if event == "access_change":
            await self._recheck(person_id=body.get("person_id"), session_id=body.get("session_id") or body.get("token_id"))
            return
        # The library's own way makes a task for each listener, which is a third of the work when a thousand listen.
        text = Packet(EVENT, data=[event, body]).encode()
        message = engineio.packet.Packet(engineio.packet.MESSAGE, text)
        for _, connection in list(self.server.manager.get_participants("/", room(tenant_id))):
            await self.server.eio.send_packet(connection, message)

    async def watch(self) -> None:
        """Closes, within seconds, every socket whose session is over."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                await self._recheck()
            except Unavailable as error:
                log.warning("sessions not readable", error=str(error))

    async def _recheck(self, person_id: str | None = None, session_id: str | None = None) -> None:
        behind: dict[str, list[str]] = {}
        for sid, caller in self._people.items():
            if not (person_id or session_id) or caller.id == person_id or caller.session_id == session_id:
                behind.setdefault(caller.session_id or "", []).append(sid)
        for session, sids in behind.items():
            if self._run and not await still_valid(self._run.database, session, self._run.clock.now()):
                for sid in sids:
                    await self.server.disconnect(sid)
            await asyncio.sleep(0)  # a read of SQLite never waits, and a thousand in a row would stop the world

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        ticket = auth.get("ticket") if isinstance(auth, dict) else None
        if self._run is None or not isinstance(ticket, str):
            raise socketio.exceptions.ConnectionRefusedError("Ask for a ticket first.")
        client = environ.get("asgi.scope", {}).get("client")
        asking = Caller("anonymous", client[0] if client else "")
        outcome = await self._run(redeem_ticket, Shown(Secret(ticket)), asking)
        if isinstance(outcome, Refused):
            raise socketio.exceptions.ConnectionRefusedError("This ticket is not valid any more.")
        caller = outcome.view
        if sum(1 for other in self._people.values() if other.session_id == caller.session_id) >= MOST_PER_SESSION:
            raise socketio.exceptions.ConnectionRefusedError("Too many windows are open.")
        self._people[sid] = caller
        # What ended while the ticket was being redeemed was told before this socket could be found.
        if not await still_valid(self._run.database, caller.session_id or "", self._run.clock.now()):
            del self._people[sid]
            raise socketio.exceptions.ConnectionRefusedError("This ticket is not valid any more.")
        await self.server.enter_room(sid, room(caller.tenant))

    async def _disconnect(self, sid: str, *_: Any) -> None:
        self._people.pop(sid, None)
        self._noise.pop(sid, None)

    async def _heard(self, _event: str, sid: str, *_: Any) -> None:
        """We take no events. Whoever keeps sending them is not one of our pages."""
        self._noise[sid] = self._noise.get(sid, 0) + 1
        if self._noise[sid] >= MOST_NOISE:
            await self.server.disconnect(sid)
