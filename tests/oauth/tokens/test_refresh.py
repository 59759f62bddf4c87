"""A refresh token is renewed without a gap, a lost answer locks nobody out, and a copy of one gives itself away."""

import asyncio

import httpx
import pytest

from handfast.devices import store as devices
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import DAY, MINUTE
from handfast.oauth.tokens.refresh import Refresh, refresh
from handfast.oauth.tokens.rules import EVIDENCE, Granted
from tests.support.inside import row, rows
from tests.support.oauth import App, Device, ask, change, client_of, let_in, offline, register
from tests.support.server import Server

ALERTS = "SELECT action FROM audit WHERE subject_id = $1 AND action IN ('DEVICE_TOKEN_REUSED', 'ALERT') ORDER BY action"
REUSED = ["ALERT", "DEVICE_TOKEN_REUSED"]
ME = "/api/devices/me"


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def alerts(device: Device) -> list[str]:
    return [found["action"] for found in rows(device.server, ALERTS, device.id)]


def test_a_refresh_gives_a_token_that_is_checked_offline_and_a_new_refresh_token(server: Server) -> None:
    device = let_in(server, register(server))
    before = device.refresh_token
    told = device.renewed()
    assert told["refresh_token"].startswith("hfr_")
    assert told["refresh_token"] != before
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 900, "menu.read orders.write")
    assert told["refresh_token_expires_in"] == 90 * DAY // 1000
    claims, second = offline(server, told["access_token"]), server.clock.now() // 1000
    expected = {"iss": server.url, "sub": device.id, "aud": [server.url], "exp": second + 900, "iat": second, "client_id": device.app.id}
    named = {"jti": claims["jti"], "scope": "menu.read orders.write", "tenant_id": server.tenants[0].id}
    assert claims == expected | named


@pytest.mark.parametrize("later", [0, 20 * DAY])
def test_a_lost_answer_is_fetched_again_however_late(server: Server, later: int) -> None:
    device = let_in(server, register(server))
    lost = device.refresh().json()["refresh_token"]
    server.clock.move(later)
    assert device.renewed()["refresh_token"] == lost
    device.renewed()
    assert alerts(device) == []


@pytest.mark.parametrize("renewals", [2, EVIDENCE])
def test_a_refresh_token_that_is_used_after_its_successor_ends_everything_and_alerts_once(server: Server, renewals: int) -> None:
    device = let_in(server, register(server))
    copied = device.refresh_token
    for _ in range(renewals):
        access = device.renewed()["access_token"]
    assert server.anonymous().get(ME, headers={"Authorization": f"Bearer {access}"}).status_code == 200
    assert error(device.refresh(copied)) == (400, "invalid_grant")
    assert alerts(device) == REUSED
    assert error(device.refresh()) == (400, "invalid_grant"), "the newest one has ended, too"
    assert server.anonymous().get(ME, headers={"Authorization": f"Bearer {access}"}).status_code == 401
    assert device.id in offline(server, server.anonymous().get("/oauth/revocations").text)["revoked"]
    assert error(device.refresh(copied)) == (400, "invalid_grant")
    assert alerts(device) == REUSED


def test_older_refresh_tokens_are_forgotten_and_a_device_keeps_few(server: Server) -> None:
    device = let_in(server, register(server))
    copied = device.refresh_token
    for _ in range(EVIDENCE + 2):
        device.renewed()
    assert row(server, "SELECT count(*) AS rows FROM credentials WHERE device_id = $1", device.id)["rows"] == EVIDENCE + 2
    assert error(device.refresh(copied)) == (400, "invalid_grant")
    assert alerts(device) == []
    device.renewed()


def test_a_copy_from_before_the_device_was_let_in_anew_ends_nothing(server: Server) -> None:
    app = register(server)
    device = let_in(server, app)
    copied = device.refresh_token
    device.renewed()
    device.renewed()
    anew = "hfr_" + "ab" * 32
    let_in_again(device, anew)
    assert error(device.refresh(copied)) == (400, "invalid_grant")
    device.refresh_token = anew
    device.renewed()
    assert alerts(device) == []


def let_in_again(device: Device, token: str) -> None:
    server, generation = device.server, row(device.server, "SELECT generation FROM devices WHERE id = $1", device.id)["generation"]
    now, tenant_id = server.clock.now(), server.tenants[0].id
    batch = [
        devices.advance(device.id, generation, now, tenant_id=tenant_id),
        devices.add_credential(digest(token), device.id, generation + 1, "pair", now, now + DAY),
    ]
    server.call(server.application.database.execute_batch(batch))


def test_two_at_once_get_one_successor(server: Server) -> None:
    device = let_in(server, register(server))
    client, caller = client_of(server, device.app), Caller("anonymous", "192.0.2.1")

    async def both() -> list[Done[Granted] | Refused]:
        command = Refresh(client, Secret(device.refresh_token), None, None)
        return await asyncio.gather(*(server.application.run(refresh, command, caller) for _ in range(2)))

    outcomes = server.call(both())
    got = {outcome.view.refresh_token.reveal() for outcome in outcomes if isinstance(outcome, Done) and outcome.view.refresh_token}
    assert len(got) == 1
    assert row(server, "SELECT count(*) AS rows FROM credentials WHERE device_id = $1 AND generation > 2", device.id)["rows"] == 1
    device.refresh_token = got.pop()
    device.renewed()
    assert alerts(device) == []


def test_a_public_client_with_a_key_signs_each_refresh_with_it(server: Server) -> None:
    device = let_in(server, register(server), key=server.new_key())
    told = device.renewed()
    assert told["token_type"] == "DPoP"
    assert device.key is not None
    assert offline(server, told["access_token"])["cnf"] == {"jkt": device.key.thumbprint}
    form = {"grant_type": "refresh_token", "refresh_token": device.refresh_token} | device.app.named
    assert error(ask(server, "/oauth/token", form)) == (400, "invalid_dpop_proof")
    assert error(ask(server, "/oauth/token", form, server.new_key())) == (400, "invalid_grant")
    device.renewed()


def test_a_proof_signs_one_refresh_even_at_another_node(server: Server) -> None:
    device = let_in(server, register(server), key=server.new_key())
    assert device.key is not None
    caller = Caller("anonymous", "192.0.2.1")
    command = Refresh(client_of(server, device.app), Secret(device.refresh_token), device.key.thumbprint, "one-proof")
    assert isinstance(server.call(server.application.run(refresh, command, caller)), Done)
    again = server.call(server.application.run(refresh, command, caller))
    assert isinstance(again, Refused)
    assert again.reason == "INVALID_DPOP_PROOF"


def test_of_a_confidential_client_the_access_token_is_bound_and_the_refresh_token_is_not(server: Server) -> None:
    device = let_in(server, register(server, secret="hfc_confidential"), key=server.new_key())
    told, other = device.renewed(), server.new_key()
    assert device.key is not None
    assert offline(server, told["access_token"])["cnf"] == {"jkt": device.key.thumbprint}
    device.key = other
    assert offline(server, device.renewed()["access_token"])["cnf"] == {"jkt": other.thumbprint}
    device.key = None
    assert device.renewed()["token_type"] == "Bearer"


def test_scopes_and_resource_servers_are_narrowed_and_never_widened(server: Server) -> None:
    menu, till = "https://menu.example", "https://till.example"
    app = register(server, audiences=(menu, till))
    device = let_in(server, app, audiences=(menu, till))
    told = device.renewed(scope="menu.read", resource=till)
    assert told["scope"] == "menu.read"
    assert offline(server, told["access_token"])["aud"] == [till]
    assert device.renewed(scope="openid offline_access menu.read")["scope"] == "menu.read", "asked for by habit"
    assert error(device.refresh(scope="menu.read admin")) == (400, "invalid_scope")
    assert error(device.refresh(resource="https://elsewhere.example")) == (400, "invalid_target")
    change(server, app, scopes='["orders.write"]', audiences=f'["{menu}"]')
    told = device.renewed()
    assert told["scope"] == "orders.write", "what the client lost, its devices have lost"
    assert offline(server, told["access_token"])["aud"] == [menu]
    change(server, app, audiences="[]")
    assert error(device.refresh()) == (400, "invalid_target")


def test_a_disabled_device_and_a_suspended_company_keep_their_refresh_token(server: Server) -> None:
    app = register(server, tenant=1)
    device = let_in(server, app, 1)
    owner = server.as_("owner", 1)
    assert owner.post(f"/api/devices/{device.id}/disable").status_code == 200
    assert error(device.refresh()) == (400, "access_denied")
    assert owner.post(f"/api/devices/{device.id}/enable").status_code == 200
    device.renewed()
    operator, company = server.as_("operator"), server.tenants[1].id
    assert operator.post(f"/api/tenants/{company}/suspend").status_code < 300
    assert error(device.refresh()) == (400, "access_denied")
    assert operator.post(f"/api/tenants/{company}/resume").status_code < 300
    device.renewed()


def test_nobody_elses_refresh_token_is_good_and_no_other_text(server: Server) -> None:
    device, other = let_in(server, register(server)), register(server)
    form = {"grant_type": "refresh_token", "refresh_token": device.refresh_token} | other.named
    assert error(ask(server, "/oauth/token", form)) == (400, "invalid_grant")
    for text in ("hfr_" + "0" * 64, device.refresh_token[4:], device.refresh_token.upper(), server.pair().token):
        assert error(device.refresh(text)) == (400, "invalid_grant")
    server.clock.move(31 * DAY)
    assert error(device.refresh()) == (400, "invalid_grant"), "it has expired"


def test_a_refresh_token_is_no_credential_of_the_devices_own_api(server: Server) -> None:
    device = let_in(server, register(server))
    for text in (device.refresh_token, device.refresh_token[4:]):
        assert server.anonymous().get(ME, headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_a_disabled_client_gets_nothing(server: Server) -> None:
    app: App = register(server)
    device = let_in(server, app)
    change(server, app, disabled_at=server.clock.now())
    assert error(device.refresh()) == (401, "invalid_client")
    change(server, app, disabled_at=None)
    server.clock.move(MINUTE)
    device.renewed()
