"""A paired device gets an access token for its credential, which stays what it is (RFC 8693)."""

from typing import Any

import httpx

from handfast.kernel.time import MINUTE
from tests.support.inside import rows
from tests.support.keys import Bearer
from tests.support.oauth import DEVICE_CREDENTIAL, EXCHANGE, TOKEN, App, ask, offline, register
from tests.support.server import Paired, Server

ME = "/api/devices/me"


def exchange(server: Server, app: App, device: Paired, **changes: Any) -> httpx.Response:
    form = {"grant_type": EXCHANGE, "subject_token": device.token, "subject_token_type": DEVICE_CREDENTIAL} | app.named | changes
    return ask(server, TOKEN, {name: value for name, value in form.items() if value is not None}, device.key)


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_paired_tablet_gets_an_access_token_and_keeps_its_credential(server: Server) -> None:
    menu = "https://menu.example"
    tablet, app = server.pair(), register(server, audiences=(menu,), exchanges=True)
    told = exchange(server, app, tablet, scope="menu.read").json()
    assert {*told} == {"access_token", "issued_token_type", "token_type", "expires_in", "scope"}
    assert told["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    claims = offline(server, told["access_token"])
    assert (claims["sub"], claims["aud"], claims["scope"]) == (tablet.id, [menu], "menu.read")
    assert tablet.client.get(ME).status_code == 200
    assert exchange(server, app, tablet).status_code == 200, "as often as it likes"


def test_a_key_bound_credential_needs_its_key_and_gives_a_bound_token(server: Server) -> None:
    tablet, app = server.pair(key=server.new_key()), register(server, exchanges=True)
    told = exchange(server, app, tablet).json()
    assert told["token_type"] == "DPoP"
    assert tablet.key is not None
    assert offline(server, told["access_token"])["cnf"] == {"jkt": tablet.key.thumbprint}
    assert error(exchange(server, app, Paired(tablet.id, tablet.token, tablet.client))) == (400, "invalid_dpop_proof")
    assert error(exchange(server, app, Paired(tablet.id, tablet.token, tablet.client, server.new_key()))) == (400, "invalid_request")


def test_who_may_exchange_what(server: Server) -> None:
    tablet, app = server.pair(), register(server, exchanges=True)
    assert error(exchange(server, register(server), tablet)) == (400, "unauthorized_client")
    assert error(exchange(server, register(server, tenant=1, exchanges=True), tablet)) == (400, "invalid_request")
    assert exchange(server, register(server, tenant=None, exchanges=True), tablet).status_code == 200
    assert error(exchange(server, app, tablet, scope="admin")) == (400, "invalid_scope")
    assert error(exchange(server, app, tablet, resource="https://elsewhere.example")) == (400, "invalid_target")
    for wrong in (
        {"subject_token": "0" * 64},
        {"subject_token": "hfr_" + "0" * 64},
        {"subject_token": None},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:access_token"},
        {"subject_token_type": None},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
        {"actor_token": "x"},
    ):
        assert error(exchange(server, app, tablet, **wrong)) == (400, "invalid_request"), wrong


def test_a_disabled_device_exchanges_nothing_until_it_is_enabled(server: Server) -> None:
    tablet, app, owner = server.pair(), register(server, exchanges=True), server.as_("owner")
    owner.post(f"/api/devices/{tablet.id}/disable")
    assert error(exchange(server, app, tablet)) == (400, "access_denied")
    owner.post(f"/api/devices/{tablet.id}/enable")
    assert exchange(server, app, tablet).status_code == 200
    owner.delete(f"/api/devices/{tablet.id}")
    assert error(exchange(server, app, tablet)) == (400, "invalid_request")


def test_a_copied_credential_gives_itself_away_here_too(server: Server) -> None:
    tablet, app = server.pair(), register(server, exchanges=True)
    new = tablet.client.post(f"{ME}/token", json={}).json()["auth_token"]
    renewed = Paired(tablet.id, new, tablet.client)
    assert exchange(server, app, renewed).status_code == 200, "from now on the new one is used"
    assert error(exchange(server, app, tablet)) == (400, "invalid_request")
    told = rows(server, "SELECT action FROM audit WHERE subject_id = $1 AND action = 'DEVICE_TOKEN_REUSED'", tablet.id)
    assert len(told) == 1
    assert error(exchange(server, app, renewed)) == (400, "invalid_request")
    assert tablet.id in offline(server, server.anonymous().get("/oauth/revocations").text)["revoked"]


def test_a_copied_credential_that_gives_itself_away_elsewhere_ends_the_access_tokens_too(server: Server) -> None:
    tablet, app = server.pair(), register(server, exchanges=True)
    token = exchange(server, app, tablet).json()["access_token"]
    new = tablet.client.post(f"{ME}/token", json={}).json()["auth_token"]
    for credential, status in ((token, 200), (new, 200), (tablet.token, 401), (token, 401)):
        assert server.anonymous(auth=Bearer(credential)).get(ME).status_code == status
    assert tablet.id in offline(server, server.anonymous().get("/oauth/revocations").text)["revoked"]


def test_no_token_outlives_the_credential_it_was_exchanged_for(server: Server) -> None:
    tablet, app = server.pair(), register(server, exchanges=True)
    until = rows(server, "SELECT expires_at FROM credentials WHERE device_id = $1", tablet.id)[0]["expires_at"]
    before = server.clock.now()
    server.clock.moment = until - MINUTE
    assert exchange(server, app, tablet).json()["expires_in"] == 60
    server.clock.moment = before
