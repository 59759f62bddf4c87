"""A room of many sockets: each hears everything in order, whoever does not read delays nobody, and the loop serves others meanwhile."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import socketio
from websockets.frames import Frame, Opcode

from handfast import sockets
from handfast.db.database import Reads
from handfast.edge import room_message, socket_limits
from handfast.kernel.callers import Role
from handfast.kernel.ids import SessionId
from handfast.users.live_tickets.redeem_ticket import redeem_ticket
from handfast.users.live_tickets.still_valid import still_valid_among
from tests.support.figures import failures
from tests.support.server import Server
from tests.support.wire import Wire

POLLING = "/socket.io/?EIO=4&transport=polling"
MORE_THAN_THE_SYSTEM_KEEPS = 8_000
"""Events that together do not fit in the buffers of a connection."""
PADDING = "x" * 1_000


def ticket(server: Server) -> str:
    return str(server.as_("manager").post("/api/live/ticket").json()["ticket"])


def sign_in(wire: Wire, ticket: str) -> None:
    wire.open_websocket()
    wire.say("40" + json.dumps({"ticket": ticket}))
    assert wire.frame().startswith(b'40{"sid"')


def join_by_polling(server: Server, wire: Wire) -> str:
    """The path of the session."""
    path = f"{POLLING}&sid={json.loads(wire.get(POLLING).body[1:])['sid']}"
    join = "40" + json.dumps({"ticket": ticket(server)})
    wire.send(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(join)}\r\n\r\n{join}")
    assert wire.answer().status == 200
    assert b'40{"sid"' in wire.get(path).body
    return path


@contextmanager
def listener(server: Server, takes: int | None = None) -> Iterator[Wire]:
    with Wire(server.url, takes=takes) as wire:
        sign_in(wire, ticket(server))
        yield wire
    until_open(server, 0)


def until_open(server: Server, most: int) -> None:
    """Returns once no more sockets than that are open; a request is a turn of the server's loop, and more."""
    for _ in range(2_000):
        if server.application.sockets.open <= most:
            return
        server.anonymous().get("/healthz")
    pytest.fail(f"{server.application.sockets.open} sockets are open")


def tell(server: Server, *numbers: int, padding: str = "") -> None:
    async def each() -> None:
        for number in numbers:
            await emit(server, number, padding)

    server.call(each())


async def emit(server: Server, number: int, padding: str = "") -> None:
    await server.application.sockets.emit(server.tenants[0].id, "told", {"number": number, "padding": padding})


def heard(wire: Wire, last: int) -> list[int]:
    """The numbers of the events up to the one with this number."""
    numbers: list[int] = []
    while not numbers or numbers[-1] != last:
        frame = wire.frame()
        assert frame, f"closed after {numbers[-3:]}"
        if frame.startswith(b'42["told"'):
            numbers.append(json.loads(frame[2:])[1]["number"])
    return numbers


def test_a_client_that_reads_late_hears_everything_in_order(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_message, "MOST_WAITING", MORE_THAN_THE_SYSTEM_KEEPS)
    first, second = range(MORE_THAN_THE_SYSTEM_KEEPS), range(MORE_THAN_THE_SYSTEM_KEEPS, MORE_THAN_THE_SYSTEM_KEEPS + 200)
    with listener(server, takes=4_096) as late:
        tell(server, *first, padding=PADDING)
        numbers = list[int]()
        for number in second:  # some while others still wait, some when all are gone
            numbers += heard(late, first[len(numbers) + 99]) if len(numbers) < len(first) else []
            tell(server, number, padding=PADDING)
        numbers += heard(late, second[-1])
    assert numbers == [*first, *second]


def test_one_that_does_not_read_delays_nobody_and_is_ended_when_too_much_waits_for_it(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    with listener(server) as other, listener(server, takes=4_096) as silent:
        for start in range(0, MORE_THAN_THE_SYSTEM_KEEPS, 100):
            tell(server, *range(start, start + 100), padding=PADDING)
            assert heard(other, start + 99) == [*range(start, start + 100)]
        assert server.application.sockets.open == 1
        tell(server, -1)
        assert heard(other, -1) == [-1]
        assert silent.is_hung_up()
        other.close()
    assert "a live connection that does not read was closed" in "".join(capfd.readouterr())


def test_one_that_does_not_poll_is_ended_when_too_much_waits_for_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_message, "MOST_WAITING", 20)
    with Wire(server.url) as wire:
        path = join_by_polling(server, wire)
        tell(server, *range(20))
        assert wire.get(path).body.count(b"told") == 20
        tell(server, *range(21))
        assert server.application.sockets.open == 0
        assert wire.get(path).status == 400


@pytest.mark.parametrize("turns", range(6))
def test_what_the_librarys_writer_has_taken_is_not_overtaken(server: Server, turns: int) -> None:
    async def each() -> None:
        (guest,) = [one.guest for one in server.application.sockets._people.values()]  # noqa: SLF001
        guest.write_now, write_now = None, guest.write_now
        await emit(server, 1)
        guest.write_now = write_now
        for _ in range(turns):
            await asyncio.sleep(0)
        await emit(server, 2)

    with listener(server) as wire:
        server.call(each())
        assert heard(wire, 2) == [1, 2]


def test_what_waited_for_the_client_to_read_is_not_overtaken(server: Server) -> None:
    async def each() -> None:
        (guest,) = [one.guest for one in server.application.sockets._people.values()]  # noqa: SLF001
        protocol = guest.write_now.__self__  # type: ignore[union-attr]
        protocol.pause_writing()
        await emit(server, 1)
        while not protocol._sending:  # noqa: SLF001
            await asyncio.sleep(0)
        protocol.resume_writing()  # the writer runs in a later turn of the loop
        await emit(server, 2)

    with listener(server) as wire:
        server.call(each())
        assert heard(wire, 2) == [1, 2]


def test_nothing_is_told_on_a_websocket_before_the_session_has_changed_to_it(server: Server) -> None:
    with Wire(server.url) as polling, Wire(server.url) as wire:
        path = join_by_polling(server, polling)
        polling.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        wire.open_websocket(path.replace("transport=polling", "transport=websocket"), greeted=False)
        wire.say("2probe")
        assert wire.frame() == b"3probe"
        assert polling.answer().body == b"6", "the poll ends, so that nothing waits for the session"
        tell(server, 1)
        wire.send(b"\x89\x80\0\0\0\0")
        assert wire.read(2) == b"\x8a\x00", "the answer to a ping comes first"
        wire.say("5")
        assert heard(wire, 1) == [1]
        tell(server, 2)
        assert heard(wire, 2) == [2]
    until_open(server, 0)


async def test_a_client_that_changes_from_polling_to_a_websocket_hears_everything_in_order(server: Server) -> None:
    numbers: list[int] = []
    last = asyncio.Event()

    def note(body: dict[str, Any]) -> None:
        numbers.append(body["number"])
        if body["number"] == 299:
            last.set()

    client = socketio.AsyncClient(reconnection=False)
    client.on("told", note)
    good = await asyncio.to_thread(ticket, server)
    await client.connect(server.url, auth={"ticket": good}, transports=["polling", "websocket"])
    for start in range(0, 300, 10):
        await asyncio.to_thread(tell, server, *range(start, start + 10))
    async with asyncio.timeout(5):
        await last.wait()
    assert client.transport() == "websocket"
    await client.disconnect()
    assert numbers == [*range(300)]


def test_an_event_is_encoded_once_for_the_whole_room(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    serialize, encoded = Frame.serialize, list[bytes]()

    def count(frame: Frame, **options: Any) -> bytes:
        if frame.opcode is Opcode.TEXT and bytes(frame.data).startswith(b"42"):
            encoded.append(bytes(frame.data))
        return serialize(frame, **options)

    with ExitStack() as room:
        wires = [room.enter_context(Wire(server.url)) for _ in range(12)]
        for wire in wires:
            sign_in(wire, ticket(server))
        monkeypatch.setattr(Frame, "serialize", count)
        tell(server, 1, 2, 3)
        assert [heard(wire, 3) for wire in wires] == [[1, 2, 3]] * 12
    assert len(encoded) == 3
    until_open(server, 0)


def test_the_loop_turns_to_others_while_a_room_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def turns() -> int:
        telling, count = asyncio.ensure_future(emit(server, 1)), 0
        while not telling.done():
            await asyncio.sleep(0)
            count += 1
        return count

    with ExitStack() as room:
        wires = [room.enter_context(Wire(server.url)) for _ in range(12)]
        for wire in wires:
            sign_in(wire, ticket(server))
        monkeypatch.setattr(sockets, "AT_ONCE", 100)
        undivided = server.call(turns())
        monkeypatch.setattr(sockets, "AT_ONCE", 2)
        assert server.call(turns()) == undivided + 6
    until_open(server, 0)


def test_one_that_is_gone_leaves_nothing_and_is_no_error(server: Server) -> None:
    before = failures("deliver live events")
    with listener(server):
        assert server.application.sockets.open == 1
    tell(server, 1)
    assert server.application.sockets.open == 0
    assert not server.application.sockets._windows  # noqa: SLF001 - what would count against the session
    assert failures("deliver live events") == before


def test_one_whose_ticket_was_looked_at_for_too_long_leaves_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def redeem_late(context: Any, command: Any) -> Any:
        outcome = await redeem_ticket(context, command)
        while server.application.sockets.server.eio.sockets:
            await asyncio.sleep(0)
        return outcome

    good = ticket(server)
    monkeypatch.setattr(socket_limits, "AUTHENTICATE_SECONDS", 0.1)
    monkeypatch.setattr(sockets, "redeem_ticket", redeem_late)
    with Wire(server.url) as wire:
        wire.open_websocket()
        wire.say("40" + json.dumps({"ticket": good}))
        assert wire.is_hung_up()
    server.anonymous().get("/healthz")
    assert server.application.sockets.open == 0
    assert not server.application.sockets._windows  # noqa: SLF001 - what would count against the session


def test_the_sessions_of_many_sockets_are_asked_for_together(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    async def count(reads: Reads, sessions: Sequence[SessionId | None], now: int) -> dict[SessionId, Role | None]:
        asked.append(len(sessions))
        return await still_valid_among(reads, sessions, now)

    with ExitStack() as room:
        wires = [room.enter_context(Wire(server.url)) for _ in range(5)]
        for wire in wires:
            sign_in(wire, ticket(server))
        monkeypatch.setattr(sockets, "CHECK_SECONDS", 3_600)
        monkeypatch.setattr(sockets, "still_valid_among", count)
        asked.clear()
        server.call(server.application.sockets._recheck())  # noqa: SLF001 - what `watch` does every five seconds
        monkeypatch.setattr(sockets, "TOGETHER", 2)
        server.call(server.application.sockets._recheck())  # noqa: SLF001
        assert server.application.sockets.open == 5
    assert asked == [5, 2, 2, 1]
    until_open(server, 0)
