"""uvicorn's WebSocket protocol, with limits on what a client may pile up in memory before the application reads it.

The library limits the size of a message. The number of its fragments, and the pongs for a client that never reads, are limited here.
What many clients receive is encoded once and written to each of them by `write_now`, which every scope offers under `WRITE_NOW`.
"""

import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import State

if TYPE_CHECKING:
    from handfast.edge.web_server import WebConfig

WRITE_NOW = "handfast.write_now"
"""The key of `write_now` among the extensions of a WebSocket's scope."""
MOST_FRAGMENTS = 64
CLOSE_SECONDS = 1.0
"""For the client's part of the closing handshake; after that the connection is closed without it."""


def text_frame(text: str) -> bytes:
    """A whole message. A server's frames are not masked, so they are the same for every client (RFC 6455, 5.1)."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class BoundedWebSocket(WebSocketsSansIOProtocol):
    config: "WebConfig"

    source: str | None = None
    deadline = math.inf
    write_deadline = math.inf
    _sending = 0
    """Messages of the application that are not written yet."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.close_timeout = CLOSE_SECONDS
        self._connections = self.config.connections
        self.source = self._connections.source_of(self.client)
        if not self._connections.admit(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.leave(self)
        super().connection_lost(exc)

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self.scope["extensions"][WRITE_NOW] = {"call": self.write_now}  # the application's task has not begun yet

    async def send(self, message: Any) -> None:
        self._sending += 1
        try:
            await super().send(message)
        finally:
            self._sending -= 1

    def write_now(self, frame: bytes) -> bool:
        """False, and nothing is written, while the client does not read or another message waits to be written, and after the end."""
        if self._sending or not self.writable.is_set() or self.conn.state is not State.OPEN or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.writable.is_set():  # the application has just asked for more, but the client is not reading
            self.transport.pause_reading()

    def handle_cont(self, event: Any) -> None:
        if len(self.frames) < MOST_FRAGMENTS:
            super().handle_cont(event)
        elif not self.close_sent:
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
            self.handle_parser_exception()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.transport.pause_reading()
        self.write_deadline = self.loop.time() + self._connections.limits.stall_seconds

    def resume_writing(self) -> None:
        super().resume_writing()
        self.write_deadline = math.inf
        if not self.read_paused:
            self.transport.resume_reading()

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def give_way(self) -> None:
        self.transport.abort()

    def end_overdue(self) -> None:
        self.transport.abort()
