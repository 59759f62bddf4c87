"""What an access token opens, who may ask about it, and how it ends before its time."""

from typing import Any

import httpx
import pytest

from handfast.kernel.time import MINUTE
from tests.support.inside import row, run_job
from tests.support.keys import Bearer, DeviceKey, Dpop
from tests.support.oauth import INTROSPECT, REVOKE, App, Device, ask, change, let_in, offline, register
from tests.support.server import Server

ME = "/api/devices/me"
SECRET = "hfc_the-secret-of-a-resource-server"


def own_api(server: Server, token: str, key: DeviceKey | None = None) -> httpx.Client:
    return server.anonymous(auth=Dpop(token, key) if key else Bearer(token))


def about(server: Server, app: App, token: str) -> dict[str, Any]:
    answer = ask(server, INTROSPECT, {"token": token} | app.named)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def revoked(server: Server) -> dict[str, int]:
    answer = server.anonymous().get("/oauth/revocations")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    told: dict[str, int] = offline(server, answer.text)["revoked"]
    return told


def test_who_asks_userinfo_hears_of_the_device_that_the_token_is_of(server: Server) -> None:
    where = server.anonymous().get("/.well-known/openid-configuration").json()["userinfo_endpoint"]
    key = server.new_key()
    device = let_in(server, register(server), key=key)
    told = device.renewed()
    assert own_api(server, told["access_token"], key).get(where).json() == {"sub": device.id, "name": "Till"}
    assert own_api(server, told["access_token"]).get(where).status_code == 401
    api = ("https://api.example.com",)
    other = let_in(server, register(server, audiences=api), audiences=api)
    assert own_api(server, other.renewed()["access_token"]).get(where).status_code == 401, "for another resource server"
    app = register(server)
    token = let_in(server, app).renewed()["access_token"]
    change(server, app, disabled_at=server.clock.now())
    assert own_api(server, token).get(where).status_code == 401


def test_what_clients_find_below_a_path_is_what_they_find_at_the_top(server: Server) -> None:
    there, top = (server.anonymous().get(f"{path}/.well-known/openid-configuration") for path in ("/oauth", ""))
    assert there.json() == top.json()
    assert there.json()["scopes_supported"] == ["openid", "profile", "email", "offline_access"]


def test_a_device_calls_its_own_api_with_an_access_token_for_this_server(server: Server) -> None:
    device = let_in(server, register(server))
    token = device.renewed()["access_token"]
    client = own_api(server, token)
    assert client.get(ME).json()["device"]["id"] == device.id
    assert client.post(f"{ME}/heartbeat", json={}).json()["refresh"] is False
    server.clock.move(11 * MINUTE)
    assert client.post(f"{ME}/heartbeat", json={}).json()["refresh"] is True, "it is in its last third"
    for refused in (client.post(f"{ME}/token", json={}), client.delete(ME)):
        assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    assert client.get("/api/devices").status_code == 401, "only what the device does for itself"
    server.clock.move(4 * MINUTE)
    assert client.get(ME).status_code == 401


def test_a_bound_access_token_needs_its_key(server: Server) -> None:
    device = let_in(server, register(server), key=server.new_key())
    token = device.renewed()["access_token"]
    assert own_api(server, token, device.key).get(ME).status_code == 200
    assert own_api(server, token, server.new_key()).get(ME).json()["code"] == "INVALID_DPOP_PROOF"
    refused = own_api(server, token).get(ME)
    assert (refused.status_code, refused.json()["code"]) == (401, "INVALID_DPOP_PROOF")
    assert "DPoP-Nonce" in refused.headers
    unbound = let_in(server, register(server)).renewed()["access_token"]
    assert own_api(server, unbound, device.key).get(ME).json()["code"] == "INVALID_TOKEN", "a bearer token is no DPoP token"


def test_an_access_token_for_another_server_opens_nothing_here(server: Server) -> None:
    menu = "https://menu.example"
    device = let_in(server, register(server, audiences=(menu,)), audiences=(menu,))
    assert own_api(server, device.renewed()["access_token"]).get(ME).status_code == 401


def test_an_access_token_pairs_no_device(server: Server) -> None:
    device = let_in(server, register(server))
    client = own_api(server, device.renewed()["access_token"])
    code = server.invite()["url"].rpartition(".")[2]
    body = {"token": code, "deviceFingerprint": "0123456789abcdef", "deviceName": "Till", "platform": "Android"}
    paired = client.post("/api/pairing/verify", json=body)
    assert paired.status_code == 200
    assert paired.json()["device_id"] != device.id


def end_by_disabling(server: Server, device: Device, _: str) -> str:
    server.as_("owner").post(f"/api/devices/{device.id}/disable")
    return device.id


def end_by_deleting(server: Server, device: Device, _: str) -> str:
    server.as_("owner").delete(f"/api/devices/{device.id}")
    return device.id


def end_by_client(server: Server, device: Device, _: str) -> str:
    change(server, device.app, disabled_at=server.clock.now())
    return device.app.id


def end_by_refresh_token(server: Server, device: Device, _: str) -> str:
    assert ask(server, REVOKE, {"token": device.refresh_token} | device.app.named).status_code == 200
    return device.id


def end_by_access_token(server: Server, device: Device, token: str) -> str:
    answer = ask(server, REVOKE, {"token": token, "token_type_hint": "refresh_token"} | device.app.named)
    assert (answer.status_code, answer.content) == (200, b"")
    return str(offline(server, token)["jti"])


@pytest.mark.parametrize("end", [end_by_disabling, end_by_deleting, end_by_client, end_by_refresh_token, end_by_access_token])
def test_what_ends_an_access_token_holds_at_the_next_request_and_is_listed(server: Server, end: Any) -> None:
    device, resource_server = let_in(server, register(server)), register(server, secret=SECRET)
    token = device.renewed()["access_token"]
    assert about(server, resource_server, token)["active"] is True
    ended = end(server, device, token)
    assert own_api(server, token).get(ME).status_code in (401, 403)
    assert about(server, resource_server, token) == {"active": False}
    claims, listed = offline(server, token), revoked(server)
    assert claims["iat"] <= listed[ended]
    assert ended in {claims["jti"], claims["sub"], claims["client_id"]}
    server.clock.move(17 * MINUTE)
    run_job(server, "forget revoked tokens")
    assert ended not in revoked(server), "no token that it ended could be unexpired now"
    assert row(server, "SELECT count(*) AS rows FROM revoked_tokens")["rows"] == 0


def test_a_suspended_company_ends_its_tokens_and_is_listed(server: Server) -> None:
    device, of_server = let_in(server, register(server, tenant=1), 1), register(server, secret=SECRET, tenant=None)
    token, company, operator = device.renewed()["access_token"], server.tenants[1].id, server.as_("operator")
    operator.post(f"/api/tenants/{company}/suspend")
    assert own_api(server, token).get(ME).json()["code"] == "TENANT_SUSPENDED"
    assert about(server, of_server, token) == {"active": False}
    assert company in revoked(server)
    operator.post(f"/api/tenants/{company}/resume")
    assert about(server, of_server, token)["active"] is True


def test_an_access_token_that_was_revoked_leaves_the_others_of_its_device(server: Server) -> None:
    device, resource_server = let_in(server, register(server)), register(server, secret=SECRET)
    first = device.renewed()["access_token"]
    second = device.renewed()["access_token"]
    end_by_access_token(server, device, first)
    assert about(server, resource_server, second)["active"] is True
    device.renewed()


def test_a_revoked_refresh_token_is_told_in_the_trail_and_ends_once(server: Server) -> None:
    device = let_in(server, register(server))
    before = device.refresh_token
    device.renewed()
    for token in (before, device.refresh_token, before, "hfr_" + "0" * 64, "no token at all"):
        assert ask(server, REVOKE, {"token": token} | device.app.named).status_code == 200
    assert row(server, "SELECT count(*) AS rows FROM audit WHERE subject_id = $1 AND action = 'TOKENS_REVOKED'", device.id)["rows"] == 1
    assert device.refresh().json()["error"] == "invalid_grant"


def test_a_client_revokes_no_tokens_of_another(server: Server) -> None:
    device, other = let_in(server, register(server)), register(server)
    told = device.renewed()
    for token in (told["access_token"], device.refresh_token):
        assert ask(server, REVOKE, {"token": token} | other.named).status_code == 200
    assert own_api(server, told["access_token"]).get(ME).status_code == 200
    device.renewed()


def test_introspection_tells_what_the_token_says(server: Server) -> None:
    device, resource_server = let_in(server, register(server), key=server.new_key()), register(server, secret=SECRET)
    token = device.renewed()["access_token"]
    claims = offline(server, token)
    assert about(server, resource_server, token) == {"active": True, "token_type": "DPoP"} | claims


def test_introspection_is_for_the_clients_of_the_company_and_a_refresh_token_for_its_own(server: Server) -> None:
    own, other = register(server, secret=SECRET), register(server, secret=SECRET)
    foreign, of_server = register(server, secret=SECRET, tenant=1), register(server, secret=SECRET, tenant=None)
    device = let_in(server, own)
    access = device.renewed()["access_token"]
    assert [about(server, app, access)["active"] for app in (own, other, of_server, foreign)] == [True, True, True, False]
    assert [about(server, app, device.refresh_token)["active"] for app in (own, other, of_server, foreign)] == [True, False, False, False]
    told = about(server, own, device.refresh_token)
    assert (told["scope"], told["sub"], "token_type" in told) == ("menu.read orders.write", device.id, False)
    previous = device.refresh_token
    device.renewed()
    assert about(server, own, previous)["active"] is True, "its answer may have been lost"
    device.renewed()
    assert about(server, own, previous) == {"active": False}
    for text in ("no token", "hfr_" + "0" * 64, server.pair().token):
        assert about(server, own, text) == {"active": False}
    public = ask(server, INTROSPECT, {"token": access} | register(server).named)
    assert (public.status_code, public.json()["error"]) == (400, "unauthorized_client")
    server.clock.move(15 * MINUTE)
    assert about(server, own, access) == {"active": False}
