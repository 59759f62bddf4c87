import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.limits.rules import (
    ALL,
    GENERATE,
    GUESS_NETWORK,
    GUESS_SOURCE,
    Bucket,
    Limit,
    per_source,
    source,
    wide_source,
)

v4 = st.ip_addresses(v=4).map(str)
v6 = st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address).filter(lambda ip: ip.ipv4_mapped is None)


@given(v4)
def test_an_ipv4_address_is_its_own_source(address: str) -> None:
    assert source(address) == address
    assert wide_source(address) is None


@given(v4)
def test_ipv4_behind_ipv6_is_the_same_source(address: str) -> None:
    assert source(f"::ffff:{address}") == address
    assert wide_source(f"::ffff:{address}") is None


@given(v4)
def test_ipv4_behind_ipv6_in_hexadecimal_is_the_same_source(address: str) -> None:
    mapped = ipaddress.ip_address(f"::ffff:{address}").exploded

    assert source(mapped) == address
    assert wide_source(mapped) is None


@given(v6, st.integers(0, 2**64 - 1))
def test_an_ipv6_household_is_one_source(address: ipaddress.IPv6Address, host: int) -> None:
    neighbour = ipaddress.IPv6Address((int(address) >> 64 << 64) | host)

    if neighbour.ipv4_mapped is None:
        assert source(str(neighbour)) == source(str(address))
        assert source(str(address)).endswith("/64")


@given(v6, st.integers(0, 2**80 - 1))
def test_an_ipv6_site_is_one_wide_source(address: ipaddress.IPv6Address, rest: int) -> None:
    neighbour = ipaddress.IPv6Address((int(address) >> 80 << 80) | rest)

    if neighbour.ipv4_mapped is None:
        assert wide_source(str(neighbour)) == wide_source(str(address)) == str(ipaddress.ip_network((int(address), 48), strict=False))


@given(v6)
def test_spelling_does_not_make_another_source(address: ipaddress.IPv6Address) -> None:
    assert source(address.exploded.upper()) == source(address.compressed)


@given(st.text(max_size=60))
def test_text_that_is_no_address_is_a_source_of_its_own(address: str) -> None:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        assert source(address) == address
        assert wide_source(address) is None


def test_an_address_without_a_wide_source_has_one_bucket() -> None:
    assert per_source(GUESS_SOURCE, GUESS_NETWORK, "203.0.113.7") == [Bucket(GUESS_SOURCE, "203.0.113.7")]


def test_an_ipv6_address_is_counted_twice() -> None:
    assert per_source(GUESS_SOURCE, GUESS_NETWORK, "2001:db8:1:2::3") == [
        Bucket(GUESS_SOURCE, "2001:db8:1:2::/64"),
        Bucket(GUESS_NETWORK, "2001:db8:1::/48"),
    ]


def test_no_two_limits_share_a_name() -> None:
    assert len({limit.name for limit in ALL}) == len(ALL)


@pytest.mark.parametrize("limit", ALL, ids=lambda limit: limit.name)
def test_each_limit_says_what_it_counts(limit: Limit) -> None:
    assert limit.counts
    assert limit.most > 0
    assert limit.period > 0


def test_a_bucket_is_named_by_its_limit_and_key() -> None:
    assert Bucket(GENERATE, "203.0.113.7").id == "pairing.generate:203.0.113.7"
