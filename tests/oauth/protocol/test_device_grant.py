"""The whole grant over HTTP: a device asks, somebody approves, and it takes tokens, renews them and is asked about (RFC 8628)."""

import threading
from typing import Any

import httpx
import pytest

from handfast.kernel.time import MINUTE, SECOND
from tests.support.inside import settings
from tests.support.keys import DeviceKey
from tests.support.oauth import DEVICE_AUTHORIZATION, DEVICE_CODE, INTROSPECT, TOKEN, App, Device, ask, offline, register
from tests.support.server import Server

MENU = "https://menu.example"
HERE = "203.0.113.7"


@pytest.fixture
def house(server: Server) -> Server:
    settings(server, device_authorization="on", number_matching="off")
    return server


def asked(server: Server, app: App, key: DeviceKey | None = None, **form: Any) -> dict[str, Any]:
    answer = ask(server, DEVICE_AUTHORIZATION, app.named | form, key)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def poll(server: Server, app: App, told: dict[str, Any], key: DeviceKey | None = None, prefer: str | None = None) -> httpx.Response:
    form = {"grant_type": DEVICE_CODE, "device_code": told["device_code"]} | app.named
    return ask(server, TOKEN, form, key, **({"Prefer": prefer} if prefer else {}))


def decide(server: Server, verb: str, told: dict[str, Any]) -> None:
    answer = server.as_("manager").post(f"/api/device-grants/{verb}", json={"user_code": told["user_code"]})
    assert answer.status_code in (200, 204), answer.text


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_device_is_let_in_and_renews_its_tokens(house: Server) -> None:
    app, resource_server = register(house, audiences=(MENU,)), register(house, secret="hfc_resource-server")
    told = asked(house, app, scope="openid menu.read", device_name="Kitchen screen", platform="Tizen 7")
    assert told["verification_uri"] == f"{house.url}/activate"
    assert told["verification_uri_complete"] == f"{house.url}/activate#{told['user_code']}"
    assert (told["expires_in"], told["interval"]) == (600, 5)
    pending = poll(house, app, told)
    assert error(pending) == (400, "authorization_pending")
    assert pending.json()["interval"] == 5
    decide(house, "approve", told)
    tokens = poll(house, app, told).json()
    assert {*tokens} == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_token_expires_in", "scope"}
    assert (tokens["token_type"], tokens["scope"]) == ("Bearer", "menu.read")
    claims = offline(house, tokens["access_token"])
    assert (claims["aud"], claims["client_id"]) == ([MENU], app.id)
    again = poll(house, app, told).json()
    assert again["refresh_token"] == tokens["refresh_token"], "its answer may have been lost"
    device = Device(house, app, claims["sub"], tokens["refresh_token"])
    renewed = device.renewed()
    assert error(poll(house, app, told)) == (400, "invalid_grant"), "the device has what it was given"
    about = ask(house, INTROSPECT, {"token": renewed["access_token"]} | resource_server.named).json()
    assert (about["active"], about["sub"], about["scope"]) == (True, claims["sub"], "menu.read")
    listed = house.as_("manager").get(f"/api/devices/{claims['sub']}").json()
    assert (listed["name"], listed["platform"]) == ("Kitchen screen", "Tizen 7")


def test_a_device_with_a_key_is_bound_to_it_from_the_first_request_on(house: Server) -> None:
    app, key = register(house), house.new_key()
    told = asked(house, app, key)
    decide(house, "approve", told)
    assert error(poll(house, app, told)) in {(400, "invalid_grant"), (400, "invalid_dpop_proof")}
    assert error(poll(house, app, told, house.new_key())) == (400, "invalid_grant")
    tokens = poll(house, app, told, key).json()
    claims = offline(house, tokens["access_token"])
    assert (tokens["token_type"], claims["cnf"]) == ("DPoP", {"jkt": key.thumbprint})
    device = Device(house, app, claims["sub"], tokens["refresh_token"], key)
    device.renewed()


def test_a_confidential_client_may_change_its_key(house: Server) -> None:
    app, key = register(house, secret="hfc_confidential"), house.new_key()
    told = asked(house, app)
    decide(house, "approve", told)
    tokens = poll(house, app, told, key).json()
    assert tokens["token_type"] == "DPoP"
    device = Device(house, app, offline(house, tokens["access_token"])["sub"], tokens["refresh_token"])
    assert device.renewed()["token_type"] == "Bearer", "the client authenticates itself, so its refresh token is not bound"


def test_what_a_client_may_not_ask_for_is_refused_at_once(house: Server) -> None:
    app = register(house, audiences=(MENU,))
    assert error(ask(house, DEVICE_AUTHORIZATION, app.named | {"scope": "admin"})) == (400, "invalid_scope")
    assert error(ask(house, DEVICE_AUTHORIZATION, app.named | {"resource": "https://other.example"})) == (400, "invalid_target")
    assert error(ask(house, DEVICE_AUTHORIZATION, {"client_id": "nobody"})) == (401, "invalid_client")
    settings(house)
    assert error(ask(house, DEVICE_AUTHORIZATION, app.named)) == (400, "unauthorized_client"), "the company has not switched it on"


@pytest.mark.parametrize("by", ["the client's settings", "Prefer"])
def test_a_poll_that_waits_is_answered_when_somebody_decides(house: Server, by: str) -> None:
    app = register(house, wait_seconds=20 if by != "Prefer" else 0)
    told = asked(house, app)
    decided = threading.Timer(0.3, decide, (house, "approve", told))
    decided.start()
    answer = poll(house, app, told, prefer="wait=20" if by == "Prefer" else None)
    decided.join()
    assert answer.status_code == 200, answer.text
    assert answer.headers.get("Preference-Applied") == ("wait=20" if by == "Prefer" else None)
    assert "DPoP-Nonce" in answer.headers


def test_a_poll_that_waits_in_vain_is_told_that_it_is_pending(house: Server) -> None:
    app = register(house)
    told = asked(house, app)
    for _ in range(2):
        assert error(poll(house, app, told, prefer="wait=1")) == (400, "authorization_pending")
        house.clock.move(5 * SECOND)


def test_each_error_of_the_grant(house: Server) -> None:
    """RFC 8628, 3.5."""
    app, other = register(house), register(house)
    told = asked(house, app)
    assert error(poll(house, other, told)) == (400, "invalid_grant"), "the device code of another client"
    assert error(poll(house, app, {"device_code": "0" * 64})) == (400, "invalid_grant")
    assert error(poll(house, app, told)) == (400, "authorization_pending")
    early = poll(house, app, told)
    assert error(early) == (400, "slow_down")
    assert early.json()["interval"] == 10
    house.clock.move(10 * SECOND)
    assert error(poll(house, app, told)) == (400, "authorization_pending")
    decide(house, "deny", told)
    assert error(poll(house, app, told)) == (400, "access_denied")
    late = asked(house, app)
    house.clock.move(10 * MINUTE)
    assert error(poll(house, app, late)) == (400, "expired_token")
