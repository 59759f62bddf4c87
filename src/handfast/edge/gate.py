"""The ASGI layer around everything: size and time of a request, security headers, and the last resort for a bug.

Pure ASGI on purpose: Starlette's `BaseHTTPMiddleware` costs 3.7 times a light route.
"""

import asyncio
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handfast.db.database import Unavailable
from handfast.edge.problems import answer
from handfast.kernel.moments import SECOND
from handfast.kernel.outcomes import Reason, Refused

LARGEST_BODY = 1024 * 1024
LARGEST_PAIRING_BODY = 16 * 1024
RECEIPT_SECONDS = 10.0

log = structlog.get_logger("handfast.edge")


class _TooLarge(Exception):
    pass


class Gate:
    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answering(send, self._headers, scope["path"].startswith("/api/"))
        try:
            refused = self._refusal(scope)
            if refused is not None:
                await answer(refused)(scope, receive, answering)
                return
            await self._app(scope, _Bounded(receive, _largest(scope["path"])), answering)
        except _TooLarge:
            await self._last(Refused(Reason.TOO_LARGE), scope, receive, answering)
        except TimeoutError:
            await self._last(Refused(Reason.REQUEST_TIMEOUT), scope, receive, answering)
        except Unavailable as error:
            log.warning("database unavailable", error=str(error))
            await self._last(Refused(Reason.UNAVAILABLE, 2 * SECOND), scope, receive, answering)

    def _refusal(self, scope: Scope) -> Refused | None:
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value[:12]) > _largest(scope["path"])):
                return Refused(Reason.TOO_LARGE)
        return None

    async def _last(self, refused: Refused, scope: Scope, receive: Receive, answering: "_Answering") -> None:
        if not answering.started:
            await answer(refused)(scope, receive, answering)


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
        async with asyncio.timeout_at(self._deadline):
            message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise _TooLarge
            self._complete = not message.get("more_body", False)
        return message


class _Answering:
    """Adds the security headers to whatever is answered, errors included."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], is_api: bool) -> None:
        self._send = send
        self._headers = headers
        self._is_api = is_api
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            given = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in self._headers if pair[0] not in given)]
            if self._is_api and b"cache-control" not in given:
                message["headers"].append((b"cache-control", b"no-store"))
        await self._send(message)


