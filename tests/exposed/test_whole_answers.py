"""An answer in one piece is written at once; whatever is not plain about it is left to uvicorn. Both look alike to a client."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from handfast.edge.web_server import WebConfig, WebServer
from handfast.serving import listen

ALWAYS = (b"x-always", b"yes")
OK: list[dict[str, Any]] = [{"status": 200, "headers": [ALWAYS, (b"content-length", b"2")]}, {"body": b"ok"}]
SENT: dict[str, list[dict[str, Any]]] = {
    "/plain": OK,
    "/capitals": [{"status": 200, "headers": [(b"Content-Length", b"2")]}, {"body": b"ok"}],
    "/empty": [{"status": 204, "headers": [ALWAYS]}, {}],
    "/closing": [{"status": 200, "headers": [(b"content-length", b"2"), (b"connection", b"close")]}, {"body": b"ok"}],
    "/without-length": [{"status": 200, "headers": []}, {"body": b"ok"}],
    "/in-pieces": [{"status": 200, "headers": []}, {"body": b"o", "more_body": True}, {"body": b"k"}],
    "/forged-value": [{"status": 200, "headers": [(b"x-name", b"a\r\nx-forged: b"), (b"content-length", b"2")]}, {"body": b"ok"}],
    "/forged-name": [{"status": 200, "headers": [(b"x:\r\ny", b"a"), (b"content-length", b"2")]}, {"body": b"ok"}],
    "/too-short": [{"status": 200, "headers": [(b"content-length", b"3")]}, {"body": b"ok"}],
    "/too-long": [{"status": 200, "headers": [(b"content-length", b"1")]}, {"body": b"ok"}],
    "/breaks-off": [{"status": 200, "headers": [(b"content-length", b"2")]}],
}
PLAIN = b"HTTP/1.1 200 OK\r\nx-always: yes\r\ncontent-length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


async def app(scope: Any, _receive: Any, send: Any) -> None:
    for number, message in enumerate(SENT[scope["path"]]):
        await send({"type": "http.response.body" if number else "http.response.start", **message})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listening = listen("127.0.0.1", 0)
    server = WebServer(WebConfig(app, headers={"X-Always": "yes"}, lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def everything(port: int, *requests: str) -> bytes:
    """What the server says to all of them, sent on one connection at once, until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall("".join(f"{request} HTTP/1.1\r\nHost: here\r\n\r\n" for request in requests).encode())
        received = bytearray()
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                received += piece
        return bytes(received)


@pytest.mark.parametrize(
    ("request_line", "answer"),
    [
        ("GET /plain", PLAIN),
        ("HEAD /plain", PLAIN.removesuffix(b"ok")),
        ("GET /capitals", b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"),
        ("GET /empty", b"HTTP/1.1 204 No Content\r\nx-always: yes\r\n\r\n"),
        ("GET /without-length", CHUNKED + b"2\r\nok\r\n0\r\n\r\n"),
        ("GET /in-pieces", CHUNKED + b"1\r\no\r\n1\r\nk\r\n0\r\n\r\n"),
    ],
)
def test_the_next_request_on_the_connection_is_answered_after(port: int, request_line: str, answer: bytes) -> None:
    assert everything(port, request_line, "GET /plain", "GET /closing").startswith(answer + PLAIN)


def test_who_is_told_that_the_connection_closes_finds_it_closed(port: int) -> None:
    assert everything(port, "GET /closing", "GET /plain") == b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"


@pytest.mark.parametrize("path", ["/forged-value", "/forged-name"])
def test_a_header_that_would_end_its_line_is_never_sent(port: int, path: str) -> None:
    assert everything(port, f"GET {path}", "GET /closing") == b""


def test_a_head_that_no_body_follows_is_answered_as_our_mistake(port: int) -> None:
    assert everything(port, "GET /breaks-off", "GET /closing").startswith(b"HTTP/1.1 500 ")


@pytest.mark.parametrize("path", ["/too-short", "/too-long"])
def test_a_length_that_is_not_the_bodys_ends_the_connection(port: int, path: str) -> None:
    assert everything(port, f"GET {path}", "GET /closing").count(b"HTTP/1.1") == 1
