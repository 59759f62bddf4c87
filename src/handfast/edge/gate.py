"""The ASGI layer around everything: size and time of a request, and the security headers.

Pure ASGI on purpose: Starlette's `BaseHTTPMiddleware` costs 3.7 times a light route.
"""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handfast.edge.problems import Refusal, answer
from handfast.kernel.outcomes import Reason, Refused

LARGEST_BODY = 1024 * 1024
LARGEST_PAIRING_BODY = 16 * 1024
RECEIPT_SECONDS = 10.0
SLOWEST_BYTES_A_SECOND = 4096
"""A body that keeps coming at this pace is taken, however long it is: a bad mobile line manages more."""


class Gate:
    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, receive, _Handshake(scope, send, self._headers))
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answering(send, self._headers, scope["path"].startswith("/api/"))
        refused = self._refusal(scope)
        if refused is not None:
            await answer(refused)(scope, receive, answering)
            return
        await self._app(scope, _Bounded(receive, _largest(scope["path"])), answering)

    def _refusal(self, scope: Scope) -> Refused | None:
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value[:12]) > _largest(scope["path"])):
                return Refused(Reason.TOO_LARGE)
        return None


def _largest(path: str) -> int:
    return LARGEST_PAIRING_BODY if path.startswith("/api/pairing/") else LARGEST_BODY


class _Bounded:
    """A receive that stops at the size limit and at the deadline, so a slow or endless body holds nothing."""

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


class _Answering:
    """Adds the security headers to whatever is answered, errors included."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], is_api: bool) -> None:
        self._send = send
        self._headers = headers
        self._is_api = is_api

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in self._headers if pair[0] not in given)]
            if self._is_api and b"cache-control" not in given:
                message["headers"].append((b"cache-control", b"no-store"))
        await self._send(message)


class _Handshake:
    """A WebSocket that is not let in gets an answer like everybody else."""

    def __init__(self, scope: Scope, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self._scope = scope
        self._send = send
        self._headers = headers
        self._is_over = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "websocket.http.response.start":
            message = {**message, "headers": [*message["headers"], *self._headers, (b"cache-control", b"no-store")]}
        elif message["type"] == "websocket.accept":
            self._is_over = True
        elif message["type"] == "websocket.close" and not self._is_over:
            self._is_over = True
            await answer(Refused(Reason.FORBIDDEN))(self._scope, _nothing, self)
            return
        await self._send(message)


async def _nothing() -> Message:
    return {"type": "websocket.disconnect"}
