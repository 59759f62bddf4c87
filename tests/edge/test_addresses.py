import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.edge.addresses import client_address, networks
from handfast.limits.rules import neighbourhood

PROXIES = networks(["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"])
strangers = st.ip_addresses(v=4, network="203.0.113.0/24").map(str)
proxies = st.ip_addresses(v=4, network="10.0.0.0/8").map(str)
hops = st.lists(
    st.one_of(strangers, proxies, st.text("0123456789abcdef.:, xX", max_size=12)),
    max_size=5,
).map(", ".join)


@given(strangers, hops)
def test_a_stranger_cannot_name_an_address(peer: str, forwarded: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == peer


@given(strangers, hops)
def test_without_trusted_proxies_the_header_does_not_count(peer: str, forwarded: str) -> None:
    assert client_address(peer, forwarded, []) == peer


@given(hops, strangers, st.lists(proxies, max_size=3))
def test_what_stands_before_the_address_our_proxy_saw_does_not_count(lies: str, client: str, chain: list[str]) -> None:
    assert client_address("127.0.0.1", ", ".join([lies, client, *chain]), PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", " 203.0.113.7 ", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, nonsense", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, nonsense, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "2001:DB9::1", "2001:db9::1"),
        ("127.0.0.1", "203.0.113.7:51008", "203.0.113.7"),
        ("127.0.0.1", "[2001:db9::1]:443", "2001:db9::1"),
        ("127.0.0.1", "[2001:db9::1]", "2001:db9::1"),
        ("127.0.0.1", '"203.0.113.7"', "203.0.113.7"),
        ("127.0.0.1", '"[2001:db9::1]:443"', "2001:db9::1"),
        ("127.0.0.1", "for=203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", 'For="[2001:db9::1]:443"', "2001:db9::1"),
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "[::ffff:203.0.113.7]:51008, 10.1.2.3:80", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.9", "203.0.113.7", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.7:51008:1", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.700", "127.0.0.1"),
        ("127.0.0.1", '"203.0.113.7', "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("2001:db8::1", "203.0.113.7", "203.0.113.7"),
        ("", "203.0.113.7", ""),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_of_ours(peer: str, forwarded: str | None, expected: str) -> None:
    assert client_address(peer, forwarded, PROXIES).lower() == expected


def test_an_entry_that_cannot_be_read_is_told() -> None:
    told: list[str] = []
    assert client_address("127.0.0.1", "203.0.113.7, _hidden, 10.1.2.3", PROXIES, told.append) == "10.1.2.3"
    assert told == ["_hidden"]
    assert client_address("127.0.0.1", "lies, 203.0.113.7:51008", PROXIES, told.append) == "203.0.113.7"
    assert told == ["_hidden"]


@pytest.mark.parametrize("name", ["::ffff:10.0.0.0/104", "::ffff:a00:0/104"])
def test_an_ipv4_network_written_as_ipv6_is_that_network(name: str) -> None:
    assert networks([name]) == networks(["10.0.0.0/8"])


@pytest.mark.parametrize("name", ["*", "everyone", "10.0.0.0/40", ""])
def test_what_is_no_network_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        networks([name])


@pytest.mark.parametrize("name", ["0.0.0.0/0", "::/0", "::ffff:0:0/96"])
def test_a_network_of_every_address_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="names every address, not a proxy"):
        networks([name])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.250", True),
        ("192.0.2.7", "192.0.3.7", False),
        ("2001:db8:0:1::7", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::7", "2001:db8:0:2::7", False),
        ("::ffff:192.0.2.7", "192.0.2.250", True),
    ],
)
def test_two_devices_in_one_place_share_a_neighbourhood(one: str, other: str, same: bool) -> None:
    assert (neighbourhood(one) == neighbourhood(other)) is same
