"""What counts as one place: the network and the kind of browser, as their user knows them."""

import pytest

from handfast.users.places.rules import browser_of, network_of

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("192.0.2.255", "192.0.2.0/24"),
        ("192.0.3.7", "192.0.3.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::4", "2001:db8:1::/48"),
        ("2001:db8:2::4", "2001:db8:2::/48"),
        ("", ""),
        ("somewhere", ""),
    ],
)
def test_a_network_is_what_a_connection_keeps(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("user_agent", "browser"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/120.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/121.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/120.0.0.0 Safari/537.36 Edg/120.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/120.0.0.0 Safari/537.36 OPR/106.0", "Opera on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.2 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (PlayStation 4) AppleWebKit/605.1.15 Safari/605.1.15", "Safari"),
        ("Mozilla/5.0 (Windows NT 10.0; Trident/7.0) like Gecko", "Windows"),
        ("RustDesk/1.3", "RustDesk"),
        ("python-httpx/0.27", "python-httpx"),
        ("", "an unknown program"),
        ("\x00\u202e", "an unknown program"),
        ("<script>alert(1)</script>", "an unknown program"),
        ("x" * 500, "x" * 40),
    ],
)
def test_a_browser_is_named_without_its_version(user_agent: str, browser: str) -> None:
    assert browser_of(user_agent) == browser
