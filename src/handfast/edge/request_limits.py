"""The ASGI layer around everything: size and time of a request, its path and host, and the security headers.

Pure ASGI on purpose: Starlette's `BaseHTTPMiddleware` costs 3.7 times a light route.
"""

import asyncio
from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handfast.edge.hosts import Hosts
from handfast.edge.oauth_errors import answer_at
from handfast.edge.paths import holds_api, holds_oauth, tidy
from handfast.edge.problems import Refusal, answer
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.ports import Clock
from handfast.kernel.time import SECOND

LARGEST_BODY = 1024 * 1024
LARGEST_PAIRING_BODY = 16 * 1024
LARGEST_FORM = 32 * 1024
RECEIPT_SECONDS = 10.0
SLOWEST_BYTES_A_SECOND = 4096
"""A body that keeps arriving at this rate is accepted, however long it takes: a bad mobile connection is faster."""
LONGEST_NAME = 253
# A load balancer or an orchestrator may call these under any host name.
_ASKED_BY_MACHINES = ("/healthz", "/readyz")

log = structlog.get_logger("handfast.edge")


class RequestLimits:
    def __init__(self, app: ASGIApp, headers: Mapping[str, str], hosts: Hosts, clock: Clock) -> None:
        self._app = app
        self._date = _Date(clock)
        self._headers = {name.lower().encode(): value.encode() for name, value in headers.items()}
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = _tidied(scope)
        path = scope["path"]
        refused = self._refusal(scope)
        app = self._app if refused is None else answer_at(path, refused)
        if scope["type"] == "websocket":
            await app(scope, receive, _Handshake(scope, send, self._headers))
            return
        answering = _Answering(send, self._headers, self._date, is_api=holds_api(path))
        try:
            await app(scope, _Bounded(receive, _largest(path)), answering)
        except Exception:
            log.exception("a request failed", method=scope["method"], path=path)
            if not answering.has_begun:
                await answer_at(path, Refused(Reason.INTERNAL))(scope, receive, answering)
            elif not answering.is_complete:
                raise  # the web server cuts the connection: half an answer must not look complete

    def _refusal(self, scope: Scope) -> Refused | None:
        named = None
        for name, value in scope["headers"]:
            if name == b"host":
                if named is not None:
                    return Refused(Reason.UNKNOWN_HOST)
                named = value
            elif name == b"content-length" and (not value.isdigit() or int(value[:12]) > _largest(scope["path"])):
                return Refused(Reason.TOO_LARGE)
        if scope["path"] in _ASKED_BY_MACHINES or (named is None and scope["http_version"] == "1.0"):
            return None
        if named is None or not self._hosts.allows(named):
            log.warning("a request for an unknown host", host=(named or b"").decode("latin-1")[:LONGEST_NAME])
            return Refused(Reason.UNKNOWN_HOST)
        return None


def _tidied(scope: Scope) -> Scope:
    """HEAD is GET without the body (RFC 9110, 9.3.2), which the web server leaves out."""
    path = tidy(scope["path"])
    if path != scope["path"]:
        scope = {**scope, "path": path, "raw_path": quote(path).encode()}
    if scope["type"] == "http" and scope["method"] == "HEAD" and holds_api(path):
        scope = {**scope, "method": "GET"}
    return scope


def _largest(path: str) -> int:
    if holds_oauth(path):
        return LARGEST_FORM
    return LARGEST_PAIRING_BODY if path.startswith("/api/pairing/") else LARGEST_BODY


class _Bounded:
    """A receive that stops at the size limit and at the deadline, so that a slow or endless body ties nothing up."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest
        self._complete = False
        self._deadline = asyncio.get_running_loop().time() + RECEIPT_SECONDS

    async def __call__(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError as error:
            raise Refusal(Reason.REQUEST_TIMEOUT) from error
        if message["type"] == "http.request":
            received = len(message.get("body", b""))
            self._left -= received
            self._deadline += received / SLOWEST_BYTES_A_SECOND
            if self._left < 0:
                raise Refusal(Reason.TOO_LARGE)
            self._complete = not message.get("more_body", False)
        return message


class _Date:
    """The Date header (RFC 9110, 6.6.1), by the clock that ends codes and sessions: a page whose own clock is wrong relies on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._second = -1
        self._header = (b"date", b"")

    def header(self) -> tuple[bytes, bytes]:
        second = self._clock.now() // SECOND
        if second != self._second:
            self._second = second
            self._header = (b"date", formatdate(second, usegmt=True).encode())
        return self._header


class _Answering:
    """Adds the date and the security headers to whatever is answered, errors included."""

    def __init__(self, send: Send, headers: Mapping[bytes, bytes], date: _Date, *, is_api: bool) -> None:
        self._send = send
        self._headers = headers
        self._date = date
        self._is_api = is_api
        self.has_begun = False
        self.is_complete = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            given = {name for name, _ in message["headers"]}
            ours = self._headers.items()
            if not given.isdisjoint(self._headers):
                ours = {name: value for name, value in ours if name not in given}.items()
            message["headers"] = [*message["headers"], self._date.header(), *ours]
            if self._is_api and b"cache-control" not in given:
                message["headers"].append((b"cache-control", b"no-store"))
        elif message["type"] == "http.response.body":
            self.is_complete = not message.get("more_body", False)
        await self._send(message)


class _Handshake:
    """Answers a refused WebSocket handshake as any other refused request."""

    def __init__(self, scope: Scope, send: Send, headers: Mapping[bytes, bytes]) -> None:
        self._scope = scope
        self._send = send
        self._headers = headers
        self._is_over = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "websocket.http.response.start":
            message = {**message, "headers": [*message["headers"], *self._headers.items(), (b"cache-control", b"no-store")]}
        elif message["type"] == "websocket.accept":
            self._is_over = True
        elif message["type"] == "websocket.close" and not self._is_over:
            self._is_over = True
            await answer(Refused(Reason.FORBIDDEN))(self._scope, _nothing, self)
            return
        await self._send(message)


async def _nothing() -> Message:
    return {"type": "websocket.disconnect"}
