"""A Socket.IO client over a raw socket that does the least: it joins with a ticket, answers pings, and notes when a text came in."""

import asyncio
import base64
import json
import os
import time
from collections.abc import Callable
from typing import cast

_PING, _PONG = b"2", b"3"
_TEXT_FRAME, _PING_FRAME, _PONG_FRAME = 0x1, 0x9, 0xA


class Listener(asyncio.Protocol):
    """`heard` is called with each text of the server and the moment its bytes were read."""

    def __init__(self, port: int, source: str, ticket: str, heard: Callable[[bytes, float], None]) -> None:
        self._port, self._source, self._ticket, self._heard = port, source, ticket, heard
        self._received = b""
        self._is_open = False
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: 127.0.0.1:{self._port}\r\n"
            f"x-forwarded-for: {self._source}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
            f"sec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._received += data
        if not self._is_open:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            self._received, self._is_open = rest, head.startswith(b"HTTP/1.1 101")
        while (frame := self._take()) is not None:
            kind, content = frame
            if kind == _PING_FRAME:  # the web server's own, beside those of Engine.IO
                self._say(content, _PONG_FRAME)
            else:
                self._answer(content, now)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.joined.done():
            self.joined.set_exception(error or ConnectionResetError("the server closed the socket"))

    def _take(self) -> tuple[int, bytes] | None:
        """The kind and content of the next whole frame. The server's frames are not masked and fit in 64 kB."""
        if len(self._received) < 2:
            return None
        kind, length, start = self._received[0] & 15, self._received[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(self._received[2:4], "big"), 4
        if len(self._received) < start + length:
            return None
        content, self._received = self._received[start : start + length], self._received[start + length :]
        return kind, content

    def _answer(self, text: bytes, now: float) -> None:
        if text == _PING:
            self._say(_PONG)
        elif text.startswith(b"0"):
            self._say(b"40" + json.dumps({"ticket": self._ticket}).encode())
        elif text.startswith(b"40") and not self.joined.done():
            self.joined.set_result(None)
        elif text.startswith(b"42"):
            self._heard(text, now)

    def _say(self, text: bytes, kind: int = _TEXT_FRAME) -> None:
        """Masked with zeros: a client must mask, and nobody reads along here."""
        self._transport.write(bytes((0x80 | kind, 0x80 | len(text))) + b"\x00\x00\x00\x00" + text)
