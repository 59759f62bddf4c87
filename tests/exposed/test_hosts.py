"""By which names the server may be called: none that somebody else could have made lead here."""

import pytest

from handfast.edge.hosts import Hosts
from handfast.settings import SettingError, read
from tests.support.server import Server
from tests.support.wire import Wire

OURS = Hosts("https://pair.example.com", ["tablets.example.org"])


@pytest.mark.parametrize(
    "host",
    [
        "pair.example.com",
        "PAIR.example.com:443",
        "pair.example.com.",
        "tablets.example.org",
        "localhost:8000",
        "127.0.0.1",
        "192.168.1.20:8000",
        "203.0.113.7",
        "[::1]:8000",
        "[2001:db8::1]",
        "handfast:8000",
        "tablet-server.local",
        "handfast.internal",
        "pi.lan",
        "pi.home.arpa",
    ],
)
def test_the_public_name_the_operators_names_addresses_and_local_names_are_ours(host: str) -> None:
    assert OURS.allows(host.encode())


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "pair.example.com.evil.example",
        "evilpair.example.com",
        "127.0.0.1.evil.example",
        "evil.example:80",
        "evil.example#localhost",
        "evil.example@localhost",
        "localhost/evil",
        "",
        " ",
        "pair.example.com, evil.example",
        "[::1",
        "1.2.3",
        "evil.example\x00.local",
        "ｐair.example.com",
    ],
)
def test_a_name_that_anybody_can_register_is_not_ours(host: str) -> None:
    assert not OURS.allows(host.encode())


def test_a_star_lets_any_name_in_but_nothing_that_is_no_name() -> None:
    anything = Hosts("https://pair.example.com", ["*"])
    assert anything.allows(b"evil.example")
    assert not anything.allows(b"evil.example/path")


@pytest.mark.parametrize("value", ["https://pair.example.com", "pair.example.com:80", "a/b", "*.example.com"])
def test_what_is_no_name_is_refused_at_start(value: str) -> None:
    with pytest.raises(SettingError, match="HANDFAST_ALLOWED_HOSTS"):
        read({"HANDFAST_ALLOWED_HOSTS": value, "HANDFAST_SECRET_KEY": "x" * 32})


def test_what_is_set_is_read() -> None:
    settings = read({"HANDFAST_ALLOWED_HOSTS": "Tablets.example.org, *", "HANDFAST_SECRET_KEY": "x" * 32})
    assert settings.allowed_hosts == ("tablets.example.org", "*")


@pytest.mark.parametrize(
    "path", ["/", "/pair", "/api/session", "/api/heartbeat", "/metrics", "/socket.io/?EIO=4&transport=polling", "/nothing"]
)
def test_somebody_elses_name_is_answered_400_wherever_it_asks(bare: Server, path: str) -> None:
    with Wire(bare.url) as wire:
        answer = wire.get(path, host="evil.example")
        assert answer.status == 400
        assert b"UNKNOWN_HOST" in answer.body


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_health_check_may_ask_by_any_name(bare: Server, path: str) -> None:
    with Wire(bare.url) as wire:
        assert wire.get(path, host="evil.example").status == 200
    with Wire(bare.url) as wire:
        wire.send(f"GET {path} HTTP/1.0\r\n\r\n")
        assert wire.answer().status == 200


def test_a_websocket_for_somebody_elses_name_is_refused(bare: Server) -> None:
    with Wire(bare.url) as wire:
        upgrade = (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        )
        assert wire.get("/socket.io/?EIO=4&transport=websocket", host="evil.example", headers=upgrade).status == 400


@pytest.mark.parametrize("fields", ["", "Host: localhost\r\nHost: evil.example\r\n"])
def test_http_1_1_names_its_host_once(bare: Server, fields: str) -> None:
    with Wire(bare.url) as wire:
        wire.send(f"GET /api/session HTTP/1.1\r\n{fields}\r\n")
        assert wire.answer().status == 400


def test_a_code_made_under_a_forged_host_still_shows_the_public_url(bare: Server) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    made = bare.as_("manager").post("/api/invites", json={}, headers=forged)
    assert made.json()["invites"][0]["url"].startswith(bare.url)
