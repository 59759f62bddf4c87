"""What may be set of a client."""

from dataclasses import replace

import pytest

from handfast.kernel.ids import ClientId
from handfast.oauth.clients.rules import (
    LONGEST_AUDIENCE,
    LONGEST_SCOPE,
    MOST_AUDIENCES,
    MOST_SCOPES,
    Client,
    ClientSettings,
    asked_in_earnest,
    changes_of,
    is_audience,
    is_chosen_id,
    not_allowed,
    parse_settings,
    secret_text,
    settings_text,
)

USUAL = ClientSettings()
CLIENT = Client(ClientId("menu-board"), None, "Menu board", None, ("menu.read",), (), USUAL, None, 1)


def field_of(scopes: tuple[str, ...] = (), audiences: tuple[str, ...] = (), settings: ClientSettings = USUAL) -> str | None:
    """The field that is refused."""
    refused = not_allowed(scopes, audiences, settings)
    return None if refused is None else str(refused.extra["errors"][0]["field"])


@pytest.mark.parametrize("scope", ["menu.read", "orders:write", "https://api.example.com/menu", "!", "~", "[]"])
def test_a_scope_is_any_token_of_rfc_6749(scope: str) -> None:
    assert field_of((scope,)) is None


@pytest.mark.parametrize("scope", ["", " ", "menu read", 'menu"', "menu\\", "menü", "menu\n", "menu\x7f", "m" * (LONGEST_SCOPE + 1)])
def test_what_is_no_scope_token_is_refused(scope: str) -> None:
    assert field_of(("menu.read", scope)) == "scopes"


def test_there_are_no_more_scopes_and_audiences_than_may_be() -> None:
    scopes, audiences = tuple(f"s{i}" for i in range(MOST_SCOPES)), tuple(f"https://api{i}.example.com" for i in range(MOST_AUDIENCES))
    assert field_of(scopes, audiences) is None
    assert field_of((*scopes, "more")) == "scopes"
    assert field_of((), (*audiences, "https://more.example.com")) == "audiences"


@pytest.mark.parametrize(
    "uri",
    ["https://api.example.com", "https://api.example.com:8443/v1?tenant=7", "http://localhost:3000", "http://127.0.0.1/", "http://[::1]:9"],
)
def test_a_resource_server_is_an_absolute_https_uri_or_is_on_the_machine_itself(uri: str) -> None:
    assert is_audience(uri)


@pytest.mark.parametrize(
    "uri",
    [
        *("", "api.example.com", "//api.example.com", "https://", "https:///menu", "http://api.example.com", "ftp://api.example.com"),
        *("https://api.example.com/#menu", "https://api.example.com#", "https://user@api.example.com", "https://api.example.com\\menu"),
        *("https://api.example.com/m enu", "https://api.example.com/\n", "https://äpi.example.com", "https://[::1", "https://a:99999999"),
        f"https://api.example.com/{'a' * LONGEST_AUDIENCE}",
    ],
)
def test_what_is_no_such_uri_is_no_resource_server(uri: str) -> None:
    assert not is_audience(uri)


@pytest.mark.parametrize("id", ["abc", "handfast-demo-screen", "a" * 64, "0-0"])
def test_an_id_that_is_chosen_is_a_name(id: str) -> None:
    assert is_chosen_id(id)


@pytest.mark.parametrize(
    "id", ["", "ab", "a" * 65, "Menu-Board", "menu_board", "menu.board", "menu board", "menu/board", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"]
)
def test_an_id_that_is_chosen_is_nothing_else_and_no_uuid(id: str) -> None:
    assert not is_chosen_id(id)


@pytest.mark.parametrize(("seconds", "field"), [(-1, "wait_seconds"), (0, None), (30, None), (31, "wait_seconds")])
def test_a_poll_waits_for_half_a_minute_at_most(seconds: int, field: str | None) -> None:
    assert field_of(settings=replace(USUAL, wait_seconds=seconds)) == field


def test_which_devices_are_allowed_is_one_of_three_words() -> None:
    assert field_of(settings=replace(USUAL, allowed_devices="registered")) is None
    assert field_of(settings=replace(USUAL, allowed_devices="none")) == "allowed_devices"  # type: ignore[arg-type] # what a newer version may have


def test_only_what_was_chosen_is_stored_and_comes_back() -> None:
    chosen = ClientSettings(requires_dpop=True, allowed_devices="same_network")
    assert settings_text(USUAL) == "{}"
    assert settings_text(chosen) == '{"requires_dpop": true, "allowed_devices": "same_network"}'
    assert parse_settings(settings_text(chosen)) == chosen


def test_the_setting_of_a_newer_version_stops_no_client() -> None:
    assert parse_settings('{"requires_dpop": true, "colour": "blue"}') == ClientSettings(requires_dpop=True)


def test_a_secret_has_256_bits_and_its_prefix() -> None:
    text = secret_text(bytes(32))
    assert text == f"hfc_{'A' * 43}"


def test_the_trail_says_what_changed() -> None:
    settings = ClientSettings(requires_dpop=True, wait_seconds=20)
    after = replace(CLIENT, name="Menu", scopes=(), audiences=("https://api.example.com",), settings=settings)
    assert changes_of(CLIENT, CLIENT) == []
    assert changes_of(CLIENT, after) == [
        "name from Menu board",
        "scopes from menu.read to none",
        "resource servers from none to https://api.example.com",
        "requires_dpop from off to on",
        "wait_seconds from 0 to 20",
    ]


def test_scopes_that_are_asked_for_by_habit_count_only_if_the_client_has_them() -> None:
    asked = ("openid", "profile", "email", "offline_access", "menu.read", "menu.read", "admin")
    assert asked_in_earnest(asked, CLIENT) == ("menu.read", "admin")
    assert asked_in_earnest(asked, replace(CLIENT, scopes=("offline_access",))) == ("offline_access", "menu.read", "admin")
