"""What a client may ask for, what is unusual about a request, and which number is compared."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.device_authorization.rules import (
    Risk,
    choices,
    draw_number,
    granted_audiences,
    granted_scopes,
    is_same_network,
    is_unusual_hour,
    number_rule,
)
from handfast.kernel.ids import ClientId
from handfast.kernel.secrets import Key
from handfast.kernel.time import DAY, HOUR, MINUTE
from handfast.oauth.clients.rules import Client, ClientSettings
from handfast.users.tenant_settings import NumberMatching
from tests.support.clock import SeededRandom

CLIENT = Client(ClientId("c"), None, "Menu", None, ("menu.read", "orders.write"), ("https://a.example",), ClientSettings(), None, 1)
BARE = Client(ClientId("c"), None, "Menu", None, (), (), ClientSettings(), None, 1)
OIDC = Client(ClientId("c"), None, "Menu", None, ("openid", "menu.read"), (), ClientSettings(), None, 1)


@pytest.mark.parametrize(
    ("client", "asked", "granted"),
    [
        (CLIENT, (), ("menu.read", "orders.write")),
        (CLIENT, ("orders.write",), ("orders.write",)),
        (CLIENT, ("orders.write", "menu.read", "orders.write"), ("orders.write", "menu.read")),
        (CLIENT, ("openid", "menu.read", "offline_access"), ("menu.read",)),
        (CLIENT, ("profile", "email"), ("menu.read", "orders.write")),
        (CLIENT, ("menu.write",), None),
        (CLIENT, ("menu.read", "menu.write"), None),
        (CLIENT, ("OpenID",), None),
        (OIDC, ("openid",), ("openid",)),
        (BARE, (), ()),
        (BARE, ("openid",), ()),
        (BARE, ("x",), None),
    ],
)
def test_a_device_gets_the_scopes_that_it_asks_for_and_its_client_has(
    client: Client, asked: Sequence[str], granted: tuple[str, ...] | None
) -> None:
    assert granted_scopes(asked, client) == granted


@given(st.lists(st.sampled_from([*CLIENT.scopes, "openid", "email", "menu.write", "admin"])))
def test_nothing_is_granted_that_its_client_has_not(asked: list[str]) -> None:
    granted = granted_scopes(asked, CLIENT)
    assert granted is None or {*granted} <= {*CLIENT.scopes}


def test_the_same_holds_of_audiences() -> None:
    assert granted_audiences((), CLIENT) == CLIENT.audiences
    assert granted_audiences(("https://a.example",) * 2, CLIENT) == CLIENT.audiences
    assert granted_audiences(("https://b.example",), CLIENT) is None
    assert granted_audiences((), BARE) == ()


def test_a_network_is_a_street_and_not_a_house() -> None:
    assert is_same_network("192.0.2.1", "192.0.2.200")
    assert not is_same_network("192.0.2.1", "192.0.3.1")
    assert is_same_network("2001:db8::1", "2001:db8::2")
    assert not is_same_network("2001:db8::1", "2001:db8:0:1::1")


# --- the hour ---

NOON = 100 * DAY + 12 * HOUR


@pytest.mark.parametrize(
    ("approvals", "unusual"),
    [
        ([], False),
        ([NOON - 9 * HOUR] * 9, False),
        ([NOON - 9 * HOUR] * 10, True),
        ([NOON - 9 * HOUR] * 9 + [NOON - DAY + HOUR], False),
        ([NOON - DAY - 2 * HOUR] * 10, False),
        ([NOON - DAY - 2 * HOUR - MINUTE] * 10, True),
        ([NOON - DAY + 2 * HOUR] * 10, False),
        ([NOON - DAY + 2 * HOUR + MINUTE] * 10, True),
    ],
)
def test_an_hour_is_unusual_by_what_the_company_does(approvals: list[int], unusual: bool) -> None:
    assert is_unusual_hour(NOON, approvals) is unusual


@given(st.integers(0, DAY - 1), st.integers(0, DAY - 1), st.integers(0, 30))
def test_the_hours_go_around_midnight(now: int, then: int, days: int) -> None:
    apart = min(abs(now - then), DAY - abs(now - then))
    assert is_unusual_hour(50 * DAY + now, [(50 - days) * DAY + then] * 10) is (apart > 2 * HOUR)


# --- the number ---


@pytest.mark.parametrize("shows", [True, False])
@pytest.mark.parametrize(
    ("policy", "risks", "with_screen", "without"),
    [
        ("off", (), "not_needed", "not_needed"),
        ("off", ("other_network", "repeated"), "not_needed", "not_needed"),
        ("risky", (), "not_needed", "not_needed"),
        ("risky", ("first_seen",), "needed", "not_needed"),
        ("risky", ("unusual_hour",), "needed", "not_needed"),
        ("risky", ("first_seen", "other_network"), "needed", "not_shown"),
        ("risky", ("repeated",), "needed", "not_shown"),
        ("always", (), "needed", "not_shown"),
        ("always", ("first_seen",), "needed", "not_shown"),
    ],
)
def test_when_the_number_is_compared(policy: NumberMatching, risks: Sequence[Risk], with_screen: str, without: str, shows: bool) -> None:
    assert number_rule(policy, risks, ClientSettings(shows_number=shows)) == (with_screen if shows else without)


@given(st.integers(10, 99), st.uuids().map(str))
def test_the_number_stands_among_two_others_that_stay_the_same(number: int, grant_id: str) -> None:
    key = Key(b"k" * 32)
    shown = choices(key, grant_id, number)
    assert number in shown
    assert len({*shown}) == 3
    assert all(10 <= one <= 99 for one in shown)
    assert shown == choices(key, grant_id, number)


def test_it_stands_in_every_place_and_among_all_others() -> None:
    key = Key(b"k" * 32)
    many = [choices(key, str(number), 42) for number in range(600)]
    places = [shown.index(42) for shown in many]
    assert {place: places.count(place) > 150 for place in range(3)} == {0: True, 1: True, 2: True}
    assert {one for shown in many for one in shown} == set(range(10, 100))


def test_numbers_are_drawn_evenly_from_ten_on() -> None:
    random = SeededRandom()
    drawn = [draw_number(random) for _ in range(9_000)]
    assert {*drawn} == set(range(10, 100))
    assert max(drawn.count(number) for number in range(10, 100)) < 150
