"""Socket.IO, inbound: who may connect, and which room the server puts them in.

Clients send no events and cannot name a room; `edge/socket_limits.py` limits what they send anyway.
A socket lives as long as the session behind it: it is closed when an event says that the session ended, and the session is checked
every few seconds in case that event was lost.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from prometheus_client import Gauge
from starlette.types import Scope

from handfast import failures
from handfast.access.sight import Sight, sight_of, whole
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.database import Unavailable
from handfast.devices import lists as devices
from handfast.edge.addresses import Network, client_address
from handfast.edge.room_message import EngineServer, RoomMessage
from handfast.edge.socket_limits import GUEST, LARGEST_MESSAGE, Guest, SocketLimits
from handfast.events import deliver
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import DeviceId, PairingCodeId, ServiceId, SessionId, TenantId, UserId
from handfast.kernel.outcomes import Refused
from handfast.kernel.secrets import Secret
from handfast.kernel.texts import is_storable
from handfast.lean_imports import without
from handfast.limits.rules import source
from handfast.runner.run import Runner
from handfast.users.live_tickets.redeem_ticket import RedeemTicket, redeem_ticket
from handfast.users.live_tickets.still_valid import still_valid_among
from handfast.users.live_tickets.store import TOGETHER

# As in edge/room_message.py, whichever comes first.
with without("requests", "aiohttp"):
    import socketio

CHECK_SECONDS = 5.0
JOB = "close sockets of ended sessions"
MOST_PER_SESSION = 10
AT_ONCE = 50
"""Sockets of a room that are given an event before the loop turns to other work."""
_LOOPBACK = ("localhost", "127.0.0.1")
_PRESENCE = ("online", "offline")
"""Changes of a device after which it is still of whoever it was before: most of all events."""
MOST_REMEMBERED = 5_000
"""Devices of a company."""

LISTENING = Gauge("handfast_live_connections", "Open live connections that have signed in", multiprocess_mode="livesum")
log = structlog.get_logger("handfast.sockets")


def room(within: Sight) -> str:
    """Who reaches only what came of their own codes has a room of their own, which is told of nothing else."""
    own = "" if within.issuer_id is None else f":{within.issuer_id}"
    return f"restaurant:{within.tenant_id}{own}"


def origins(public_url: str) -> list[str]:
    """The origins that may open a socket from a browser: our own pages; on a loopback address, under either of its names."""
    parts = urlsplit(public_url)
    if parts.hostname not in _LOOPBACK:
        return [public_url]
    port = f":{parts.port}" if parts.port else ""
    return [f"{parts.scheme}://{name}{port}" for name in _LOOPBACK]


class _Server(socketio.AsyncServer):  # type: ignore[misc] # the library brings no types
    """Reports each Engine.IO session to `limits`, and can end one whose client does not cooperate."""

    limits: SocketLimits

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        self.limits.opened(eio_sid, environ["asgi.scope"][GUEST], partial(self.end, eio_sid))

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self.limits.closed(eio_sid)
        await super()._handle_eio_disconnect(eio_sid, reason)

    async def end(self, eio_sid: str) -> None:
        """Ends a session at once. The library's own `disconnect` asks the client to close, and waits until it has received that."""
        session = self.eio.sockets.pop(eio_sid, None)
        if session is not None:
            await session.close(wait=False, abort=True)
            session.queue.put_nowait(None)  # the writer that waits on the queue ends, and closes the connection


_Behind = tuple[SessionId | None, Role | None]
"""The session of a socket, and the role of its user when it was opened."""


@dataclass(frozen=True, slots=True)
class _Listener:
    caller: Caller
    guest: Guest
    sight: Sight


class Sockets:
    def __init__(self, public_url: str, trusted_proxies: Sequence[Network] = ()) -> None:
        self._trusted_proxies = trusted_proxies
        self.server = _Server(
            async_mode="asgi",
            cors_allowed_origins=origins(public_url),
            max_http_buffer_size=LARGEST_MESSAGE,
            http_compression=False,
            # Given a logger, the libraries do not add a handler of their own, whose lines would not be JSON.
            logger=logging.getLogger("socketio"),
            engineio_logger=logging.getLogger("engineio"),
        )
        self.server.limits = SocketLimits(
            socketio.ASGIApp(self.server, socketio_path="/socket.io"), lambda scope: source(self._address(scope))
        )
        self.asgi = self.server.limits
        self._people: dict[str, _Listener] = {}
        self._windows: Counter[SessionId | None] = Counter()
        """How many sockets each session has open."""
        self._narrow: Counter[TenantId] = Counter()
        """How many sockets of each tenant are in a room of their own: without one, nobody need know whose a device is."""
        self._issuers: dict[TenantId, dict[DeviceId, UserId | None]] = {}
        """Whose a device is, as read at an event while such sockets are open. One that tells more than its presence has it read again."""
        self._run: Runner | None = None
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)

    @property
    def open(self) -> int:
        return len(self._people)

    def attach(self, run: Runner) -> None:
        self._run = run

    async def emit(self, tenant_id: TenantId, event: str, body: dict[str, Any]) -> None:
        if event == "access_change":
            session_id = body.get("session_id") or body.get("token_id")
            caller_id = body.get("person_id") or body.get("service_id")
            await self._recheck(caller_id=caller_id, session_id=session_id, tenant_id=body.get("restaurant_id"))
            return
        listening = [one for sight in await self._reached_by(tenant_id, body) for one in self._in_room(sight)]
        if not listening:
            return
        message = RoomMessage(event, body)
        for number, (sid, connection) in enumerate(listening, 1):
            try:
                await self._give(sid, connection, message)
            except Exception:  # noqa: BLE001 - noted
                failures.note(deliver.JOB)  # the others in the room still receive it
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _in_room(self, within: Sight) -> list[tuple[str, str]]:
        return list(self.server.manager.get_participants("/", room(within)))

    async def _reached_by(self, tenant_id: TenantId, body: dict[str, Any]) -> list[Sight]:
        """Read before anybody is told: an event that cannot be delivered now is delivered again, to all."""
        everybody = whole(tenant_id)
        if not self._narrow[tenant_id] or self._run is None:
            return [everybody]
        issuer: UserId | None = None
        if device_id := body.get("device_id"):
            issuer = await self._issuer_of(self._run, DeviceId(device_id), body, tenant_id=tenant_id)
        elif code_id := body.get("invite_id"):
            issuer = await self._run.database.fetch_one(pairing_codes.issuer_of(PairingCodeId(code_id), tenant_id=tenant_id))
        return [everybody] if issuer is None else [everybody, Sight(tenant_id, issuer)]

    async def _issuer_of(self, run: Runner, device_id: DeviceId, body: dict[str, Any], *, tenant_id: TenantId) -> UserId | None:
        known = self._issuers.setdefault(tenant_id, {})
        if device_id not in known or body.get("change") not in _PRESENCE:
            issuer = await run.database.fetch_one(devices.issuer_of(device_id, tenant_id=tenant_id))
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[device_id] = issuer
        return known[device_id]

    async def _give(self, sid: str, connection: str, message: RoomMessage) -> None:
        listener, session = self._people.get(sid), self.server.eio.sockets.get(connection)
        if listener is None or session is None or session.closed:
            return  # it left while others of the room were given the message
        if not await message.give(session, listener.guest):
            log.warning("a live connection that does not read was closed", source=listener.guest.source)
            await self.server.end(connection)

    async def watch(self) -> None:
        """Waits a moment, and closes every socket whose session is over."""
        await asyncio.sleep(CHECK_SECONDS)
        await self._recheck()

    async def _recheck(
        self, caller_id: UserId | ServiceId | None = None, session_id: SessionId | None = None, tenant_id: TenantId | None = None
    ) -> None:
        behind: dict[_Behind, list[str]] = {}
        for sid, listener in self._people.items():
            caller = listener.caller
            is_named = caller.id == caller_id or caller.session_id == session_id or caller.tenant_id == tenant_id
            if not (caller_id or session_id or tenant_id) or is_named:
                behind.setdefault((caller.session_id, caller.role), []).append(sid)
        sessions = list(behind)
        for start in range(0, len(sessions), TOGETHER):
            for session in await self._ended(sessions[start : start + TOGETHER]):
                for sid in behind[session]:
                    await self._close(sid)
            await asyncio.sleep(0)  # a read of SQLite never yields

    async def _ended(self, sessions: Sequence[_Behind]) -> list[_Behind]:
        """Asked for together, and each by itself if that meets a bug: the other sessions may be over too.

        One is over, too, when its user has another role, which hears of other things; the page then opens a new one.
        """
        if self._run is None:
            return []
        try:
            valid = await still_valid_among(self._run.database, [id for id, _ in sessions], self._run.clock.now())
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - noted
            failures.note(JOB)
            return [] if len(sessions) == 1 else [ended for one in sessions for ended in await self._ended([one])]
        return [(id, role) for id, role in sessions if id is None or id not in valid or valid[id] is not role]

    async def _close(self, sid: str) -> None:
        try:
            await self.server.disconnect(sid)
        except Exception:  # noqa: BLE001 - noted
            failures.note(JOB)

    def _address(self, scope: Scope) -> str:
        peer = scope.get("client")
        hops = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        return client_address(peer[0] if peer else "", hops.decode("latin-1") or None, self._trusted_proxies)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        ticket = auth.get("ticket") if isinstance(auth, dict) else None
        if self._run is None or not isinstance(ticket, str) or not is_storable(ticket):
            raise socketio.exceptions.ConnectionRefusedError("Request a ticket first.")
        scope = environ["asgi.scope"]
        try:
            outcome = await self._run(redeem_ticket, RedeemTicket(Secret(ticket)), Caller("anonymous", self._address(scope)))
        except Unavailable as error:
            log.warning("not available", error=str(error))
            raise socketio.exceptions.ConnectionRefusedError("The server cannot do this right now.") from error
        if isinstance(outcome, Refused):
            raise socketio.exceptions.ConnectionRefusedError("This ticket is no longer valid.")
        caller, guest, within = outcome.view, scope[GUEST], sight_of(outcome.view)
        if self._windows[caller.session_id] >= MOST_PER_SESSION:
            raise socketio.exceptions.ConnectionRefusedError("Too many windows are open.")
        self._people[sid] = _Listener(caller, guest, within)
        self._windows[caller.session_id] += 1
        self._narrow[within.tenant_id] += within.issuer_id is not None
        # If the session ended while the ticket was being redeemed, its event came before this socket could be found.
        is_ended = await self._ended([(caller.session_id, caller.role)])
        # The library does not call `_disconnect` for a socket whose connection ended before this function did.
        if is_ended or not guest.is_open:
            self._forget(sid)
            raise socketio.exceptions.ConnectionRefusedError("This ticket is no longer valid.")
        guest.authenticated = True
        LISTENING.inc()
        await self.server.enter_room(sid, room(within))

    async def _disconnect(self, sid: str, *_: Any) -> None:
        listener = self._forget(sid)
        if listener is not None:
            LISTENING.dec()
            self.server.limits.expect(listener.guest)

    def _forget(self, sid: str) -> _Listener | None:
        listener = self._people.pop(sid, None)
        if listener is not None:
            self._windows[listener.caller.session_id] -= 1
            if not self._windows[listener.caller.session_id]:
                del self._windows[listener.caller.session_id]
            self._narrow[listener.sight.tenant_id] -= listener.sight.issuer_id is not None
            if not self._narrow[listener.sight.tenant_id]:
                self._issuers.pop(listener.sight.tenant_id, None)  # events of a company without such sockets are not looked at
        return listener
