"""A raw connection: it sends what no client library would, and shows exactly what comes back."""

import contextlib
import socket
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

SECONDS = 20


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for known, value in self.headers if known == name), None)


class Wire:
    """`source` is an address of this machine that the server shall see; any of 127.0.0.0/8 will do."""

    def __init__(self, url: str, source: str = "127.0.0.1", takes: int | None = None) -> None:
        """`takes`: about how many bytes the system keeps for us while we read nothing."""
        place = urlsplit(url)
        self._socket = socket.socket()
        self._socket.settimeout(SECONDS)
        if takes is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        self._socket.bind((source, 0))
        self._socket.connect((place.hostname or "", place.port or 0))
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def send(self, data: bytes | str) -> bool:
        """False when the server has hung up."""
        try:
            self._socket.sendall(data.encode() if isinstance(data, str) else data)
        except OSError:
            return False
        return True

    def pour(self, piece: bytes, most: int) -> int:
        """Sends it again and again; how many bytes the server took before it hung up."""
        sent = 0
        while sent < most and self.send(piece):
            sent += len(piece)
        return sent

    def get(self, path: str, host: str = "127.0.0.1", method: str = "GET", headers: str = "") -> Answer:
        self.send(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n")
        return self.answer(has_body=method != "HEAD")

    def open_websocket(self, path: str = "/socket.io/?EIO=4&transport=websocket", headers: str = "", *, greeted: bool = True) -> None:
        """RFC 6455, 4.1. What the server then says first to a new session is read away."""
        upgrade = (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        )
        answer = self.get(path, headers=upgrade + headers)
        assert answer.status == 101, answer
        if greeted:
            self.frame()

    def frame(self) -> bytes:
        """The content of the next frame of at most 125 bytes or one length of two bytes; empty when the connection ended."""
        start = self._file.read(2)
        if len(start) < 2:
            return b""
        length = start[1] if start[1] < 126 else int.from_bytes(self._file.read(2), "big")
        return self._file.read(length)

    def say(self, text: str | bytes) -> bool:
        """A masked frame of text or bytes."""
        content = text.encode() if isinstance(text, str) else text
        length = bytes([0x80 | len(content)]) if len(content) < 126 else b"\xfe" + len(content).to_bytes(2, "big")
        return self.send(bytes([0x81 if isinstance(text, str) else 0x82]) + length + b"\0\0\0\0" + content)

    def is_open(self) -> bool:
        """Asks with a ping; what was sent before is read away."""
        if not self.send(b"\x89\x80\0\0\0\0"):
            return False
        while start := self._file.read(2):
            if start == b"\x8a\x00":
                return True
            self._file.read(start[1])
        return False

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def answer(self, *, has_body: bool = True) -> Answer:
        """The next answer. Raises AssertionError when the server hung up instead."""
        line = self._file.readline()
        assert line.startswith(b"HTTP/1.1 "), f"no answer but {line!r}"
        headers = []
        while (field := self._file.readline()) not in (b"\r\n", b""):
            name, _, value = field.decode().partition(":")
            headers.append((name.lower(), value.strip()))
        return Answer(int(line.split()[1]), headers, self._body(dict(headers)) if has_body else b"")

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self._file.read(int(headers.get("content-length", 0)))
        body = b""
        while size := int(self._file.readline(), 16):
            body += self._file.read(size)
            self._file.readline()
        self._file.readline()
        return body

    def is_hung_up(self) -> bool:
        """Waits for the end of the connection; False when it is still open after a while."""
        with contextlib.suppress(ConnectionError):
            try:
                while self._file.read(65_536):
                    pass
            except TimeoutError:
                return False
        return True


def peak_memory(pid: int) -> int:
    """The most memory that the process ever held, in bytes."""
    return _memory(pid, "VmHWM")


def memory(pid: int) -> int:
    return _memory(pid, "VmRSS")


def _memory(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
