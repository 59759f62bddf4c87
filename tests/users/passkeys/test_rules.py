"""Where passkeys belong, what is base64url, and which counter shows a copy."""

import pytest

from handfast.kernel.ids import SessionId
from handfast.users.passkeys.rules import (
    bound_to_browser,
    bound_to_session,
    from_base64url,
    is_browser,
    origin,
    rp_id,
    shows_a_copy,
    transports_of,
)

PLACES = {
    "https://pair.example.com": ("pair.example.com", "https://pair.example.com"),
    "https://Pair.Example.com:443": ("pair.example.com", "https://pair.example.com"),
    "https://pair.example.com:8443": ("pair.example.com", "https://pair.example.com:8443"),
    "http://localhost:8000": ("localhost", "http://localhost:8000"),
    "http://handfast.localhost": ("handfast.localhost", "http://handfast.localhost"),
    "http://pair.example.com": (None, "http://pair.example.com"),
    "http://127.0.0.1:8000": (None, "http://127.0.0.1:8000"),
    "https://192.0.2.7": (None, "https://192.0.2.7"),
    "https://[2001:db8::1]": (None, "https://2001:db8::1"),
    "http://notlocalhost": (None, "http://notlocalhost"),
    "https://": (None, "https://"),
}


@pytest.mark.parametrize("url", PLACES)
def test_passkeys_belong_to_a_host_name_with_https_or_to_localhost(url: str) -> None:
    assert rp_id(url) == PLACES[url][0]


@pytest.mark.parametrize("url", [url for url, (host, _) in PLACES.items() if host])
def test_the_origin_is_written_as_browsers_do(url: str) -> None:
    assert origin(url) == PLACES[url][1]


@pytest.mark.parametrize(
    ("kept", "sent", "copied"), [(0, 0, False), (0, 1, False), (1, 2, False), (1, 0, True), (1, 1, True), (2, 1, True), (5, 0, True)]
)
def test_a_counter_that_does_not_go_up_shows_a_copy(kept: int, sent: int, *, copied: bool) -> None:
    assert shows_a_copy(kept, sent) is copied


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("", b""),
        ("AQID", b"\x01\x02\x03"),
        ("AQ", b"\x01"),
        ("AQ==", b"\x01"),
        ("AQI", b"\x01\x02"),
        ("AQIDBAUGBw", b"\x01\x02\x03\x04\x05\x06\x07"),
        ("AQIX", b"\x01\x02\x17"),
        ("=AQI", None),
        ("-_8", b"\xfb\xff"),
        ("A", None),
        ("+/8", None),
        ("Ä", None),
    ],
)
def test_base64url_is_read_with_and_without_padding(text: str, raw: bytes | None) -> None:
    assert from_base64url(text) == raw


def test_a_session_and_a_browser_of_the_same_name_are_bound_differently() -> None:
    assert bound_to_session(SessionId("a")) != bound_to_browser("a")
    assert bound_to_browser("a") != bound_to_browser("b")


def test_only_a_cookie_that_we_gave_is_kept() -> None:
    assert is_browser("A" * 43)
    assert not any(map(is_browser, ("", "A" * 42, "A" * 44, "A" * 42 + "!", "A" * 43 + "\n")))


def test_transports_are_those_that_are_known_each_once() -> None:
    assert transports_of(["usb", "telepathy", "internal", "usb"]) == ["internal", "usb"]
