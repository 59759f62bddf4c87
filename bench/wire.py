"""HTTP/1.1 with keep-alive over a raw socket: as little work as possible on the side that must not be measured."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(_END)
        if end < 0 or self._waiting is None:
            return
        start = self._received.find(_LENGTH, 0, end)
        length = int(self._received[start + len(_LENGTH) :].split(b"\r", 1)[0]) if start >= 0 else 0
        if len(self._received) >= end + 4 + length:
            answer = (int(self._received[9:12]), self._received[end + 4 :])
            self._received, waiting, self._waiting = b"", self._waiting, None
            waiting.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError("the server closed the connection"))

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        """Status and body."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        self._transport.close()


async def connect(port: int) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


def get(path: str, **headers: str) -> bytes:
    return _head("GET", path, headers).encode() + b"\r\n"


def post(path: str, body: Any, **headers: str) -> bytes:
    content = json.dumps(body).encode()
    headers |= {"content_type": "application/json", "content_length": str(len(content))}
    return _head("POST", path, headers).encode() + b"\r\n" + content


def form(path: str, fields: dict[str, str], **headers: str) -> bytes:
    content = urlencode(fields).encode()
    headers |= {"content_type": "application/x-www-form-urlencoded", "content_length": str(len(content))}
    return _head("POST", path, headers).encode() + b"\r\n" + content


def _head(method: str, path: str, headers: dict[str, str]) -> str:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}"


def address(number: int) -> str:
    """The address of one client, as the trusted proxy in front of the server would tell it."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
