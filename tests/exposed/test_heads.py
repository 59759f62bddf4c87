"""A head has 16 KiB, wherever its bytes are; what is longer, or no HTTP at all, is answered once and hung up on."""

import contextlib
import json

import pytest

from tests.support.programs import Installation, Programs, answering, free_port
from tests.support.server import Server
from tests.support.wire import Wire, peak_memory

MIB = 1024 * 1024
HOST = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CHUNKED = "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "header lines": (HOST, b"X-Filler: " + b"a" * 90 + b"\r\n"),
    "header lines of two bytes": (HOST, b"a:\r\n" * 100),
    "one header's value": (HOST + "X-Filler: ", b"a" * 1000),
    "one header's name": (HOST, b"a" * 1000),
    "the address": ("GET /", b"a" * 1000),
    "the query": ("GET /healthz?", b"a" * 1000),
    "lines before the request": ("", b"\r\n" * 500),
    "a chunk's extension": (CHUNKED + "1;", b"a" * 1000),
    "trailers": (CHUNKED + "2\r\n{}\r\n0\r\n", b"X-Filler: " + b"a" * 90 + b"\r\n"),
    "one trailer's value": (CHUNKED + "2\r\n{}\r\n0\r\nX-Filler: ", b"a" * 1000),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_endless_bytes_that_are_no_body_are_refused(bare: Server, what: str) -> None:
    start, piece = ENDLESS[what]
    with Wire(bare.url) as wire:
        wire.send(start)
        wire.pour(piece, 64 * MIB)
        assert wire.is_hung_up()


@pytest.mark.parametrize("pieces", [1, 7])
def test_a_head_of_more_than_16_kib_is_answered_431_and_the_connection_ends(bare: Server, pieces: int) -> None:
    head = f"{HOST}X-Filler: {'a' * 17_000}\r\n\r\n"
    with Wire(bare.url) as wire:
        for start in range(0, len(head), len(head) // pieces + 1):
            wire.send(head[start : start + len(head) // pieces + 1])
        answer = wire.answer()
        assert answer.status == 431
        assert json.loads(answer.body)["code"] == "HEADERS_TOO_LARGE"
        assert answer.header("content-security-policy")
        assert wire.is_hung_up()


def test_a_head_of_nearly_16_kib_is_served_and_the_next_one_too(bare: Server) -> None:
    filler = f"X-Filler: {'a' * 15_900}\r\n"
    with Wire(bare.url) as wire:
        assert [wire.get("/healthz", headers=filler).status for _ in range(3)] == [200, 200, 200]


def test_the_head_behind_another_request_in_the_same_piece_is_bounded_too(bare: Server) -> None:
    with Wire(bare.url) as wire:
        wire.send(f"{HOST}\r\n{HOST}X-Filler: {'a' * 40_000}\r\n\r\n")
        assert wire.answer().status == 200
        assert wire.is_hung_up()


@pytest.mark.parametrize(
    "sent",
    [
        "this is no HTTP\r\n\r\n",
        "GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
        "GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_answered_400_with_the_security_headers(bare: Server, sent: str) -> None:
    with Wire(bare.url) as wire:
        wire.send(sent)
        answer = wire.answer()
        assert answer.status == 400
        assert json.loads(answer.body)["code"] == "MALFORMED_REQUEST"
        assert answer.header("x-content-type-options") == "nosniff"
        assert wire.is_hung_up()


def test_a_trailer_says_nothing_that_a_header_may_say(bare: Server) -> None:
    """RFC 9110, 6.5.1: else a proxy's checks of the headers could be walked around."""
    token = bare.with_token("manager", "devices:read").auth
    authorization = f"Authorization: Bearer {token.token}\r\n"  # type: ignore[union-attr]
    request = "POST /api/live/ticket HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    with Wire(bare.url) as wire:
        wire.send(f"{request}{authorization}\r\n")
        assert wire.answer().status == 401


def test_300_mb_of_header_lines_leave_no_trace_in_memory(
    programs: Programs, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    where = Installation(tmp_path_factory.mktemp("data"), sqlite_url).with_(HANDFAST_TRUSTED_PROXIES="")
    program = programs.start(where, "serve", "--port", str(port))
    with contextlib.closing(answering(program, port)) as client:
        before = peak_memory(program.pid)
        for start, piece in ENDLESS.values():
            with Wire(f"http://127.0.0.1:{port}") as wire:
                wire.send(start)
                wire.pour(piece * 100, 300 * MIB)
        grown = peak_memory(program.pid) - before
        assert client.get("/healthz").status_code == 200
    program.kill()
    program.wait()
    print(f"memory before {before // MIB} MiB, at its most {grown / MIB:.1f} MiB more")
    assert grown < 20 * MIB
