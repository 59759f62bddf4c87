"""Socket.IO before anybody has signed in, and from somebody who sends what no page of ours sends."""

import contextlib
import json

import pytest

from handfast.edge import socket_limits, websocket_protocol
from handfast.edge.socket_limits import MOST_FRAMES, MOST_PER_SOURCE
from tests.exposed.conftest import PATIENT, SHORT
from tests.support.server import Server
from tests.support.wire import Wire

POLLING = "/socket.io/?EIO=4&transport=polling"
ATTACHMENT = '451-["x",{"_placeholder":true,"num":0}]'
NOISE: dict[str, str | bytes] = {
    "an event": '42["join","restaurant:1"]',
    "a binary event": ATTACHMENT,
    "bytes": b"\x04attachment",
    "another namespace": "40/admin,{}",
    "no packet": "x",
    "nothing": "",
    "a type that does not exist": "9",
    "a message of no type": "4",
    "an upgrade": "5",
    "a ping": "2",
    "a deep sign-in": "40" + "[" * 4000,
    "a broken sign-in": "40{",
    "a sign-in that is too long": "40" + json.dumps({"ticket": "a" * 5000}),
    "a lone surrogate": '40{"ticket":"\\ud800"}',
}


@pytest.fixture(autouse=True)
def time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_limits, "AUTHENTICATE_SECONDS", PATIENT)
    monkeypatch.setattr(websocket_protocol, "CLOSE_SECONDS", 0.0)


def ticket(server: Server) -> str:
    return str(server.behind_the_scenes("manager", 0, "POST", "/api/live/ticket").json()["ticket"])


def begin_polling(wire: Wire) -> str:
    answer = wire.get(POLLING)
    assert answer.status == 200, answer
    return f"{POLLING}&sid={json.loads(answer.body[1:])['sid']}"


def post(wire: Wire, path: str, body: str) -> int:
    length = len(body.encode())
    wire.send(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}")
    return wire.answer().status


def sign_in(wire: Wire, ticket: str) -> None:
    wire.say("40" + json.dumps({"ticket": ticket}))
    assert wire.frame().startswith(b'40{"sid"')


def test_a_websocket_that_does_not_sign_in_is_closed(bare: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_limits, "AUTHENTICATE_SECONDS", SHORT)
    with Wire(bare.url) as wire:
        wire.open_websocket()
        assert wire.is_hung_up()
    with Wire(bare.url) as wire:
        wire.open_websocket()
        wire.say('40{"ticket":"made-up"}')
        assert wire.frame().startswith(b"44")
        assert wire.is_hung_up()


def test_a_polling_session_that_does_not_sign_in_ends_and_its_poll_with_it(bare: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_limits, "AUTHENTICATE_SECONDS", SHORT)
    with Wire(bare.url) as wire:
        path = begin_polling(wire)
        wire.get(path)
        assert wire.get(path).status == 400


def test_who_signed_in_in_time_stays_and_who_signs_out_is_closed(bare: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    good = ticket(bare)
    monkeypatch.setattr(socket_limits, "AUTHENTICATE_SECONDS", SHORT)
    with Wire(bare.url) as wire, Wire(bare.url) as other:
        wire.open_websocket()
        sign_in(wire, good)
        other.open_websocket()
        assert other.is_hung_up()
        assert wire.say("3")
        assert wire.is_open()
        wire.say("41")
        assert wire.is_hung_up()


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("what", NOISE)
def test_the_twentieth_frame_that_no_page_sends_closes_the_websocket(
    bare: Server, what: str, capfd: pytest.CaptureFixture[str], *, signed_in: bool
) -> None:
    with Wire(bare.url) as wire:
        wire.open_websocket()
        if signed_in:
            sign_in(wire, ticket(bare))
        for _ in range(MOST_FRAMES):
            wire.say(NOISE[what])
        assert wire.is_hung_up()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("what", [name for name, frame in NOISE.items() if isinstance(frame, str)])
def test_the_twentieth_packet_that_no_page_sends_ends_the_polling_session(
    bare: Server, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with Wire(bare.url) as wire:
        path = begin_polling(wire)
        answers = [post(wire, path, str(NOISE[what])) for _ in range(MOST_FRAMES)]
        assert set(answers[:-1]) == {200}
        assert answers[-1] == 400
        assert post(wire, path, "3") == 400
    assert "Traceback" not in capfd.readouterr().err


def test_a_hostile_polling_body_costs_nothing(bare: Server, capfd: pytest.CaptureFixture[str]) -> None:
    with Wire(bare.url) as wire:
        path = begin_polling(wire)
        assert post(wire, path, "\x1e".join([ATTACHMENT] * 15)) == 200
        assert post(wire, path, "\x1e" * 60_000) == 400
    with Wire(bare.url) as wire:
        assert post(wire, begin_polling(wire), "a" * 100_000) == 400
        assert wire.get(f"{POLLING}&j=0").status == 400
        assert wire.get(f"{POLLING}&sid=made-up").status == 400
    assert "Traceback" not in capfd.readouterr().err


def test_a_polling_session_signs_in_and_goes_on_as_a_websocket(bare: Server) -> None:
    with Wire(bare.url) as wire, Wire(bare.url) as upgraded:
        path = begin_polling(wire)
        assert post(wire, path, "40" + json.dumps({"ticket": ticket(bare)})) == 200
        assert wire.get(path).body.startswith(b'40{"sid"')
        upgraded.open_websocket(path.replace("polling", "websocket"), greeted=False)
        upgraded.say("2probe")
        assert upgraded.frame() == b"3probe"
        upgraded.say("5")
        assert upgraded.frame() == b"6"
        bare.invite()
        assert upgraded.frame().startswith(b'42["')


def test_a_source_has_fifty_sessions_and_others_are_not_touched(bare: Server) -> None:
    with contextlib.ExitStack() as open_:
        before = [Wire(bare.url, "127.0.0.9") for _ in range(2)]
        first, second = (open_.enter_context(wire) for wire in before)
        for _ in range(MOST_PER_SOURCE):
            begin_polling(first)
        refused = second.get(POLLING)
        assert refused.status == 429
        assert refused.header("retry-after")
        with pytest.raises(AssertionError, match="429"):
            second.open_websocket()
        with Wire(bare.url, "127.0.0.10") as neighbour:
            neighbour.open_websocket()


def test_what_is_refused_at_the_handshake_is_a_problem_with_the_security_headers(bare: Server) -> None:
    with Wire(bare.url) as wire:
        upgrade = (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        )
        for path, headers in (("/socket.io/?EIO=4&transport=websocket", "Origin: https://evil.example\r\n"), ("/api/session", "")):
            with Wire(bare.url) as one:
                answer = one.get(path, headers=upgrade + headers)
                assert answer.status == 403
                assert answer.header("content-type") == "application/problem+json"
                assert answer.header("content-security-policy")
        assert wire.get("/socket.io/?EIO=4&transport=websocket", headers="Connection: Upgrade\r\nUpgrade: websocket\r\n").status == 400
