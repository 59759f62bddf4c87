"""The ASGI layer in front of Socket.IO: how many sessions a source may have, how soon each must say who it is, and what may be sent.

Clients need to send almost nothing here, so whatever else they send is dropped before the library reads it: it would make an object,
a task or a traceback of each frame. Works on WebSocket and long polling alike; an Engine.IO session may change from one to the other.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handfast.edge.problems import answer
from handfast.edge.websocket_protocol import WRITE_NOW
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import SECOND

LARGEST_MESSAGE = 64 * 1024
LARGEST_AUTH = 4 * 1024
MOST_FRAMES = 20
"""A page sends one frame to sign in and one to leave. The answers to the server's pings are not counted."""
MOST_PER_SOURCE = 50
AUTHENTICATE_SECONDS = 5.0
GUEST = "handfast.socket"
"""The key of the session in the scope."""

_PONG, _CLOSE, _DISCONNECT, _CONNECT = "3", "1", "41", "40"
_UPGRADE = ("2probe", "5")

log = structlog.get_logger("handfast.sockets")


@dataclass(slots=True, eq=False)
class Guest:
    """One Engine.IO session."""

    source: str
    authenticated: bool = False
    is_open: bool = True
    frames: int = 0
    end: Callable[[], Awaitable[None]] | None = None
    timer: asyncio.TimerHandle | None = None
    write_now: Callable[[bytes], bool] | None = None
    """Writes a frame to its WebSocket, if it has one; whether it did. See `BoundedWebSocket`."""

    @property
    def is_noisy(self) -> bool:
        return self.frames >= MOST_FRAMES

    def may_say(self, frame: str | bytes | None, *, upgrading: bool = False) -> bool:
        """Counts the frame unless it is a pong; whether the library may read it."""
        if frame == _PONG:
            return True
        self.frames += 1
        if not isinstance(frame, str):
            return False
        if frame in (_CLOSE, _DISCONNECT) or (upgrading and frame in _UPGRADE):
            return True
        return frame.startswith(_CONNECT) and not self.authenticated and _is_auth(frame.removeprefix(_CONNECT))


def _is_auth(text: str) -> bool:
    """Whether this is nothing or one JSON object. A packet of another namespace, or one with attachments, begins differently."""
    if not text:
        return True
    if len(text) > LARGEST_AUTH or not text.startswith("{"):
        return False
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


class SocketLimits:
    def __init__(self, app: ASGIApp, source_of: Callable[[Scope], str]) -> None:
        self._app = app
        self._source_of = source_of
        self._guests: dict[str, Guest] = {}
        self._sessions: Counter[str] = Counter()
        """How many sessions each source has open."""
        self._ending: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        known = query.get("sid", [""])[0]
        guest = self._guests.get(known) if known else Guest(self._source_of(scope))
        if "j" in query:  # JSONP, which no page of ours needs, hides frames in a form
            await answer(Refused(Reason.INVALID_INPUT))(scope, receive, send)
        elif guest is None:
            await self._app(scope, receive, send)  # the library says that it knows no such session
        elif not known and self._is_full(guest.source):
            await answer(Refused(Reason.RATE_LIMITED, 10 * SECOND))(scope, receive, send)
        else:
            # The library trusts this header even if the web server saw no handshake.
            headers = scope["headers"] if scope["type"] == "websocket" else _without(scope["headers"], b"upgrade")
            await self._pass_on({**scope, "headers": headers, GUEST: guest}, receive, send, guest, upgrading=bool(known))
            if guest.is_noisy and guest.end is not None:
                log.warning("a live connection was closed because of what it sent", source=guest.source)
                await guest.end()

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, guest: Guest, *, upgrading: bool) -> None:
        if scope["type"] == "websocket":
            receive = _Frames(receive, guest, upgrading=upgrading)
            guest.write_now = scope["extensions"][WRITE_NOW]["call"]
        elif scope["method"] == "POST":
            posted = await _posted(receive, guest)
            if not posted:
                refused = answer(Refused(Reason.INVALID_INPUT))
                await (refused if posted is None else PlainTextResponse("ok"))(scope, receive, send)
                return
            scope["headers"] = [*_without(scope["headers"], b"content-length"), (b"content-length", str(len(posted)).encode())]
            receive = _replay(posted, receive)
        await self._app(scope, receive, send)

    def opened(self, sid: str, guest: Guest, end: Callable[[], Awaitable[None]]) -> None:
        self._guests[sid] = guest
        self._sessions[guest.source] += 1
        guest.end = end
        self.expect(guest)

    def closed(self, sid: str) -> None:
        guest = self._guests.pop(sid, None)
        if guest is None:
            return
        guest.is_open = False
        self._sessions[guest.source] -= 1
        if not self._sessions[guest.source]:
            del self._sessions[guest.source]
        if guest.timer is not None:
            guest.timer.cancel()

    def expect(self, guest: Guest) -> None:
        """Gives the session `AUTHENTICATE_SECONDS` from now to authenticate."""
        guest.authenticated = False
        if guest.timer is not None:
            guest.timer.cancel()
        guest.timer = asyncio.get_running_loop().call_later(AUTHENTICATE_SECONDS, self._expire, guest)

    def _expire(self, guest: Guest) -> None:
        if not guest.authenticated and guest.end is not None:
            ending = asyncio.ensure_future(guest.end())  # noqa: TID251 - one end
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    def _is_full(self, source: str) -> bool:
        if self._sessions[source] < MOST_PER_SOURCE:
            return False
        log.warning("a source has reached its limit of live connections", source=source, most=MOST_PER_SOURCE)
        return True


class _Frames:
    """A receive that passes on the frames that are allowed, and ends the connection of a client that keeps sending others."""

    def __init__(self, receive: Receive, guest: Guest, *, upgrading: bool) -> None:
        self._receive = receive
        self._guest = guest
        self._upgrading = upgrading

    async def __call__(self) -> Message:
        while not self._guest.is_noisy:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            text = message.get("text")
            frame = message.get("bytes") if text is None else text
            if self._guest.may_say(frame, upgrading=self._upgrading):
                return message
        return {"type": "websocket.disconnect", "code": 1008}


async def _posted(receive: Receive, guest: Guest) -> bytes | None:
    """The allowed packets of a long-polling request, none if it is not text.

    None when the body is too large or cut off, or the session has sent too many frames.
    """
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_MESSAGE or message["type"] == "http.disconnect":
            guest.frames += 1
            return None
        if not message.get("more_body", False):
            break
    try:
        packets = body.decode().split("\x1e")
    except UnicodeDecodeError:
        packets = [""]
    passed = [packet for packet in packets[:MOST_FRAMES] if guest.may_say(packet)]
    return None if guest.is_noisy else "\x1e".join(passed).encode()


def _without(headers: list[tuple[bytes, bytes]], name: bytes) -> list[tuple[bytes, bytes]]:
    return [pair for pair in headers if pair[0] != name]


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again
