"""uvicorn's HTTP/1.1 protocol with limits: on the size of a head, the time of everything a client can delay, and the number of clients.

uvicorn 0.54 limits none of these. All limits are in `ConnectionLimits`; RFC 9112 and RFC 6585 (431) say what is answered.
"""

import base64
import binascii
import math
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from handfast.edge.whole_answers import WholeAnswer
from handfast.kernel.outcomes import Reason

if TYPE_CHECKING:
    from handfast.edge.web_server import WebConfig

_WEBSOCKET_KEY_BYTES = 16


class BoundedHttp(HttpToolsProtocol):
    config: "WebConfig"

    source: str | None
    deadline = math.inf
    write_deadline = math.inf
    _in_head = False
    _in_body = False
    _fresh = False
    _had_head = False
    _is_refused = False
    _without_body = 0
    """Consecutive bytes that were not body: a head, or what comes between the chunks of a body and after the last one."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._connections = self.config.connections
        self._limits = self._connections.limits
        self.source = self._connections.source_of(self.client)
        if not self._connections.admit(self):
            transport.abort()
            return
        first = self._limits.proxy_idle_seconds if self.source is None else self._limits.head_seconds
        self._connections.waits(self, self.loop.time() + first)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.leave(self)
        super().connection_lost(exc)

    # --- what arrives ---

    def data_received(self, data: bytes) -> None:
        while data and not self._is_refused and self.transport.get_protocol() is self:
            room = self._limits.head_bytes - self._without_body
            piece, data = data[:room], data[room:]
            self._fresh = False
            super().data_received(piece)
            self._without_body = 0 if self._fresh else self._without_body + len(piece)
            if self._without_body >= self._limits.head_bytes:
                self._refuse(Reason.HEADERS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        if self._is_idle() and (self._had_head or self.source is None):  # else the time has run since it connected
            self.deadline = self.loop.time() + self._limits.head_seconds

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # fields after the body (RFC 9112, 7.1.2) must not count as headers
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._in_body, self._fresh, self._had_head = False, True, True, True
        self._connections.works(self)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._fresh = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body, self._fresh = False, True
        super().on_message_complete()
        if self._is_idle():  # the answer was complete before the body
            self._wait()

    def handle_websocket_upgrade(self) -> None:
        if not self._is_idle():  # an answer is still under way on this connection
            self._refuse(Reason.MALFORMED_REQUEST)
            return
        self._connections.leave(self)  # the other protocol takes its place
        super().handle_websocket_upgrade()

    def _should_upgrade(self) -> bool:
        """Whether this is a valid WebSocket handshake (RFC 6455, 4.2.1). Anything else is answered as a plain request."""
        if not super()._should_upgrade() or self.parser.get_method() != b"GET":
            return False
        sent = dict(self.headers)
        try:
            key = base64.b64decode(sent.get(b"sec-websocket-key", b""), validate=True)
        except binascii.Error:
            return False
        return len(key) == _WEBSOCKET_KEY_BYTES and sent.get(b"sec-websocket-version") == b"13"

    def _unsupported_upgrade_warning(self) -> None:
        """Logs nothing: a client may offer h2c with any request."""

    # --- what is answered ---

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        async def answered_whole(scope: Any, receive: Any, send: Any) -> None:
            await app(scope, receive, WholeAnswer(cycle, send, self.config.lines))

        super()._start_asgi_task(cycle, answered_whole)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_idle():
            return
        if self._in_body:
            self.deadline = self.loop.time() + self._limits.linger_seconds
        else:
            self._wait()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are replaced by ours
        self._refuse(Reason.MALFORMED_REQUEST)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.write_deadline = self.loop.time() + self._limits.stall_seconds

    def resume_writing(self) -> None:
        super().resume_writing()
        self.write_deadline = math.inf

    # --- how it ends (`connections.Connection`) ---

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def give_way(self) -> None:
        self.transport.abort()

    def end_overdue(self) -> None:
        if self.transport.is_closing() or self.write_deadline < math.inf:
            self.transport.abort()
        elif self._in_head:
            self._refuse(Reason.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _is_idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return (cycle is None or cycle.response_complete) and not self.pipeline

    def _wait(self) -> None:
        seconds = self._limits.proxy_idle_seconds if self.source is None else self._limits.idle_seconds
        self._connections.waits(self, self.loop.time() + (self._limits.head_seconds if self._in_head else seconds))

    def _refuse(self, reason: Reason) -> None:
        """Answers a request that no application has seen, and closes the connection.

        An earlier request is answered first, unless more are queued behind it: then the connection is cut off at once.
        """
        self._is_refused = True
        if self.pipeline:
            self.transport.abort()
        elif self._is_idle() or self._in_body:
            if self._is_idle() or not self.cycle.response_started:  # nothing can be said in the middle of an answer
                self.transport.write(self.config.refusals[reason])
            self.transport.close()
        else:
            self.cycle.keep_alive = False
