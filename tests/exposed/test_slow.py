"""Everything that a client can draw out has an end, and many silent ones keep nobody out."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handfast.edge import request_limits as gate
from handfast.edge.connections import ConnectionLimits, Connections
from tests.exposed.conftest import PATIENT, SHORT, limits
from tests.support.figures import failures
from tests.support.server import Server
from tests.support.wire import Wire

HEAD = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"


@pytest.fixture
def limited(bare: Server) -> Iterator[Callable[..., None]]:
    """Sets limits of the running server: `limited(head_seconds=0.2)`."""
    connections = bare.web_config.connections
    before = connections.limits

    def set_(**changed: float) -> None:
        connections.limits = limits(**changed)

    yield set_
    connections.limits = before


def test_silence_is_hung_up_on(bare: Server, limited: Callable[..., None]) -> None:
    limited(head_seconds=SHORT)
    with Wire(bare.url) as wire:
        assert wire.is_hung_up()


@pytest.mark.parametrize("start", ["G", "GET / HTTP/1.1\r\n", HEAD])
def test_a_head_that_does_not_come_to_its_end_is_answered_408(bare: Server, limited: Callable[..., None], start: str) -> None:
    limited(head_seconds=SHORT)
    with Wire(bare.url) as wire:
        wire.send(start)
        answer = wire.answer()
        assert (answer.status, json.loads(answer.body)["code"]) == (408, "REQUEST_TIMEOUT")
        assert wire.is_hung_up()


def test_a_byte_now_and_then_gains_no_time(bare: Server, limited: Callable[..., None]) -> None:
    limited(head_seconds=SHORT)
    with Wire(bare.url) as wire:
        wire.send(HEAD + "X-Filler: ")
        assert wire.pour(b"a", 15_000) < 15_000 or wire.answer().status == 408


def test_an_idle_connection_is_closed_and_the_head_of_a_second_request_has_an_end_too(bare: Server, limited: Callable[..., None]) -> None:
    limited(idle_seconds=SHORT)
    with Wire(bare.url) as wire:
        assert wire.get("/healthz").status == 200
        assert wire.is_hung_up()
    limited(head_seconds=SHORT)
    with Wire(bare.url) as wire:
        wire.send(f"{HEAD}\r\n{HEAD}")
        assert [wire.answer().status, wire.answer().status] == [200, 408]


def test_a_body_that_stops_is_answered_408(bare: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "RECEIPT_SECONDS", SHORT)
    with Wire(bare.url) as wire:
        wire.send(POST + "{")
        assert wire.answer().status == 408


def test_a_slow_body_that_keeps_coming_is_taken(bare: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte over a slow mobile line takes longer than any limit that a silent client may have."""
    monkeypatch.setattr(gate, "RECEIPT_SECONDS", 0.0)
    monkeypatch.setattr(gate, "SLOWEST_BYTES_A_SECOND", 1)
    body = json.dumps({"email": "nobody@example.com", "password": "x" * 400})
    with Wire(bare.url) as wire:
        wire.send(POST.replace("1000", str(len(body))) + body[:300])
        wire.send(body[300:])
        assert wire.answer().status == 401


def test_a_body_nobody_wants_is_not_read_for_ever(bare: Server, limited: Callable[..., None]) -> None:
    limited(linger_seconds=SHORT)
    with Wire(bare.url) as wire:
        wire.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000000\r\n\r\n")
        assert wire.answer().status in (200, 413)
        wire.pour(b"a" * 1000, 1_000_000_000)
        assert wire.is_hung_up()


def test_a_client_that_never_reads_its_answer_is_given_up(bare: Server, limited: Callable[..., None]) -> None:
    limited(stall_seconds=SHORT)
    with Wire(bare.url, takes=4096) as wire:
        request = b"GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        wire.pour(request, 1_000_000_000)
        assert not wire.send(request)


def test_a_websocket_that_never_reads_its_pongs_is_given_up(bare: Server, limited: Callable[..., None]) -> None:
    limited(stall_seconds=SHORT)
    with Wire(bare.url) as wire:
        wire.open_websocket()
        wire.pour(b"\x89\xfd\0\0\0\0" + b"a" * 125, 1_000_000_000)
        assert wire.is_hung_up()


def test_a_message_in_endless_empty_fragments_is_refused(bare: Server) -> None:
    with Wire(bare.url) as wire:
        wire.open_websocket()
        wire.send(b"\x01\x80\0\0\0\0")
        wire.pour(b"\x00\x80\0\0\0\0" * 100, 1_000_000_000)
        assert wire.is_hung_up()


def test_silence_of_one_source_gives_way_to_that_sources_next_request(bare: Server, limited: Callable[..., None]) -> None:
    limited(per_source=50)
    with contextlib.ExitStack() as open_:
        silent = [open_.enter_context(Wire(bare.url, "127.0.0.2")) for _ in range(200)]
        assert open_.enter_context(Wire(bare.url, "127.0.0.2")).get("/healthz").status == 200
        assert open_.enter_context(Wire(bare.url)).get("/healthz").status == 200
        assert all(wire.is_hung_up() for wire in silent[:150])
        assert len(bare.web_config.connections) <= 52


def test_connections_that_work_are_not_given_up_for_new_ones(bare: Server, limited: Callable[..., None]) -> None:
    limited(per_source=3)
    with contextlib.ExitStack() as open_:
        working = [open_.enter_context(Wire(bare.url, "127.0.0.2")) for _ in range(3)]
        for wire in working:
            wire.open_websocket()
        assert open_.enter_context(Wire(bare.url, "127.0.0.2")).is_hung_up()
        assert open_.enter_context(Wire(bare.url, "127.0.0.3")).get("/healthz").status == 200
        for wire in working:
            assert wire.send(b"\x89\x80\0\0\0\0")
            assert wire.read(2) == b"\x8a\x00"


def test_when_all_places_are_taken_by_silence_everybody_is_still_served(bare: Server, limited: Callable[..., None]) -> None:
    limited(total=60)
    with contextlib.ExitStack() as open_:
        for number in range(300):
            open_.enter_context(Wire(bare.url, f"127.0.1.{number % 100 + 1}"))
        for _ in range(5):
            assert open_.enter_context(Wire(bare.url)).get("/healthz").status == 200
        assert len(bare.web_config.connections) <= 60


def test_a_trusted_proxy_speaks_for_many_and_may_idle(sqlite_url: str, tmp_path: Path) -> None:
    impatient = ConnectionLimits(head_seconds=PATIENT, idle_seconds=0, per_source=2, sweep_seconds=0.01)
    server = Server(sqlite_url, tmp_path, limits=impatient)
    server.start(people=False)
    with contextlib.ExitStack() as open_:
        many = [open_.enter_context(Wire(server.url)) for _ in range(20)]
        assert {wire.get("/healthz").status for wire in many} == {200}
        stranger = open_.enter_context(Wire(server.url, "127.0.0.2"))
        assert stranger.get("/healthz").status == 200
        assert stranger.is_hung_up()
        assert {wire.get("/healthz").status for wire in many} == {200}
    server.stop()


class Overdue:
    """A connection whose time is over."""

    source: str | None = "192.0.2.1"
    deadline = write_deadline = 0.0

    def __init__(self, bug: Exception | None = None) -> None:
        self.ended = asyncio.Event()
        self._bug = bug

    def is_closing(self) -> bool:
        return False

    def give_way(self) -> None: ...

    def end_overdue(self) -> None:
        if self._bug:
            raise self._bug
        self.ended.set()


async def test_a_connection_that_meets_a_bug_keeps_no_other_from_being_ended() -> None:
    connections, job = Connections(limits(sweep_seconds=0.01)), "end connections that are overdue"
    broken, before = Overdue(ZeroDivisionError()), failures(job)
    for later in (Overdue(), Overdue()):
        connections.admit(broken)
        connections.admit(later)
        async with asyncio.timeout(10):
            await later.ended.wait()
    assert failures(job) > before
    connections.leave(broken)
