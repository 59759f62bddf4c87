"""A suspended company: everybody and everything of it is refused, nothing of it ends, and resumed it goes on with what it had."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from handfast.access.policy import POLICY
from handfast.app import routes
from handfast.kernel.outcomes import Reason
from tests.rustdesk.client import Client, let_pass
from tests.support.inside import row, rows
from tests.support.operators import suspend
from tests.support.pairing import device, many_codes, new_code, verify
from tests.support.server import Server


@pytest.fixture
def olga(server: Server) -> Iterator[httpx.Client]:
    """The operator; what she suspended is resumed after the test."""
    browser = server.as_("operator")
    yield browser
    for tenant in server.tenants:
        browser.post(f"/api/tenants/{tenant.id}/resume")


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


SUSPENDED = (403, Reason.TENANT_SUSPENDED.value)


def test_sessions_and_tokens_are_refused_and_work_again_when_it_is_resumed(server: Server, olga: httpx.Client) -> None:
    boss, script = server.as_("owner"), server.with_token("admin", "devices:read")
    suspend(olga, server.tenants[0].id)
    assert told(boss.get("/api/devices")) == SUSPENDED
    assert told(script.get("/api/devices")) == SUSPENDED
    suspend(olga, server.tenants[0].id, "resume")
    assert boss.get("/api/devices").status_code == 200
    assert script.get("/api/devices").status_code == 200


def test_the_other_company_notices_nothing(server: Server, olga: httpx.Client) -> None:
    suspend(olga, server.tenants[0].id)
    assert server.as_("manager", 1).get("/api/devices").status_code == 200


def test_its_people_see_why_and_can_go_on_elsewhere_or_sign_out_and_nothing_else(server: Server, olga: httpx.Client) -> None:
    boss = server.as_("owner")
    assert boss.get("/api/session").json()["suspended"] is None
    suspend(olga, server.tenants[0].id)
    session = boss.get("/api/session").json()
    assert (session["suspended"]["closing_at"], session["tenant"]["id"]) == (None, server.tenants[0].id)
    assert session["memberships"] == []
    assert set(session["can"]) == {"session.look", "session.switch", "session.end"}
    for method, path in (("GET", "/api/sessions"), ("POST", "/api/live/ticket"), ("GET", "/api/tenant"), ("GET", "/api/tokens")):
        assert told(boss.request(method, path)) == SUSPENDED, path
    assert told(boss.post("/api/session/switch", json={"tenant_id": server.tenants[1].id})) == (404, "NOT_FOUND")
    assert boss.delete("/api/sessions").status_code == 204
    assert told(boss.get("/api/session")) == (401, "UNAUTHENTICATED")


def test_no_other_route_answers_a_session_of_it(server: Server, olga: httpx.Client) -> None:
    boss = server.as_("owner")
    suspend(olga, server.tenants[0].id)
    for route in routes():
        if POLICY[route.action].anyone or route.action in ("session.look", "session.switch", "session.end"):
            continue
        path = re.sub(r"{\w+}", "00000000-0000-4000-8000-00000000dead", route.path)
        assert told(boss.request(route.methods[0], path)) == SUSPENDED, (route.methods, path)


def test_signing_in_says_why_nothing_can_be_done(server: Server, olga: httpx.Client) -> None:
    suspend(olga, server.tenants[0].id)
    person = server.person("manager")
    credentials = {"email": person.email, "password": person.password.reveal()}
    browser = server.anonymous()
    answer = browser.post("/api/session", json=credentials)
    assert (answer.status_code, answer.json()["suspended"] is None, "device.list" in answer.json()["can"]) == (200, False, False)
    assert told(browser.get("/api/devices")) == SUSPENDED
    assert told(server.anonymous().post("/api/session", json=credentials | {"password": "not-this-one"})) == (401, "INVALID_CREDENTIALS")
    gone = server.person("disabled")
    shut_out = {"email": gone.email, "password": gone.password.reveal()}
    assert told(server.anonymous().post("/api/session", json=shut_out)) == (401, "INVALID_CREDENTIALS")


def test_a_forgotten_password_of_it_is_reset_by_mail(server: Server, olga: httpx.Client) -> None:
    suspend(olga, server.tenants[0].id)
    before = len(server.mails)
    assert server.anonymous().post("/api/password-resets", json={"email": server.person("staff").email}).status_code == 202
    server.call(server.deliver())
    assert [mail["To"] for mail in server.mails[before:]] == [server.person("staff").email]


def test_whoever_signs_in_at_a_page_of_it_ends_the_session_that_it_showed(server: Server, olga: httpx.Client) -> None:
    browser = server.as_("owner")
    shown = browser.cookies.get("handfast") or ""
    suspend(olga, server.tenants[0].id)
    other = server.person("manager", 1)
    assert browser.post("/api/session", json={"email": other.email, "password": other.password.reveal()}).status_code == 200
    assert told(server.anonymous().get("/api/session", headers={"Cookie": f"handfast={shown}"})) == (401, "UNAUTHENTICATED")


def test_a_device_keeps_its_credential(server: Server, olga: httpx.Client) -> None:
    plain, bound = server.pair(), server.pair(key=server.new_key())
    before = rows(server, "SELECT failures FROM devices WHERE id IN ($1, $2)", plain.id, bound.id)
    suspend(olga, server.tenants[0].id)
    for till in (plain, bound):
        for _ in range(7):
            assert told(till.client.post("/api/devices/me/heartbeat", json={})) == SUSPENDED
        assert told(till.client.get("/api/devices/me")) == SUSPENDED
    assert told(server.anonymous(auth=plain.client.auth).post("/api/devices/me/token", json={"nonce": "n" * 22})) == SUSPENDED
    assert rows(server, "SELECT failures FROM devices WHERE id IN ($1, $2)", plain.id, bound.id) == before
    suspend(olga, server.tenants[0].id, "resume")
    for till in (plain, bound):
        assert till.client.post("/api/devices/me/heartbeat", json={}).status_code == 200


def test_a_disabled_device_is_told_that_it_is_disabled(server: Server, olga: httpx.Client) -> None:
    till = server.pair()
    assert server.as_("manager").post(f"/api/devices/{till.id}/disable").status_code == 200
    suspend(olga, server.tenants[0].id)
    assert told(till.client.post("/api/devices/me/heartbeat", json={})) == (403, "DEVICE_DISABLED")


@pytest.mark.parametrize("path", ["/api/pairing/verify", "/api/pairing/preview"])
def test_its_codes_cannot_be_redeemed_and_can_again_when_it_is_resumed(server: Server, olga: httpx.Client, path: str) -> None:
    wrap: Any = device if path.endswith("verify") else dict
    code, scanned = many_codes(server, 2)
    suspend(olga, server.tenants[0].id)
    named = code.named if path.endswith("verify") else {"codeId": code.id}
    assert told(server.anonymous().post(path, json=wrap(**named))) == SUSPENDED
    assert told(server.anonymous().post(path, json=wrap(token=scanned.token))) == SUSPENDED
    assert told(server.anonymous().post(path, json=wrap(code=code.text))) == (401, "INVALID_CODE")
    foreign = {"restaurantId": server.tenants[1].id, "codeId": code.id, "code": code.text}
    assert told(server.anonymous().post(path, json=wrap(**foreign))) == (404, "CODE_NOT_FOUND")
    suspend(olga, server.tenants[0].id, "resume")
    assert verify(server, **code.named).status_code == 200
    assert verify(server, token=scanned.token).status_code == 200


def test_a_wrong_code_of_it_is_told_apart_from_a_right_one_by_nobody(server: Server, olga: httpx.Client) -> None:
    code = many_codes(server, 1)[0]
    suspend(olga, server.tenants[0].id)
    right, wrong = (verify(server, **code.named | {"code": text}) for text in (code.text, "ZZZZZZ"))
    assert (right.status_code, right.text) == (wrong.status_code, wrong.text)
    assert row(server, "SELECT attempts FROM pairing_codes WHERE id = $1", code.id) == {"attempts": 0}


def test_nobody_joins_it(server: Server, olga: httpx.Client) -> None:
    invited = {"name": "Nora", "email": f"{server.random.id()}@example.com", "role": "staff", "send_mail": False}
    made = server.as_("owner").post("/api/people", json=invited)
    assert made.status_code == 201, made.text
    token = made.json()["invitation_url"].rpartition("#")[2]
    suspend(olga, server.tenants[0].id)
    joining = {"token": token, "name": "Nora", "password": "ordinary-walnut-kettle"}
    assert told(server.anonymous().post("/api/invitations/redeem", json=joining)) == (410, "LINK_EXPIRED")


def test_a_rustdesk_client_waits_and_goes_on_when_it_is_resumed(server: Server, olga: httpx.Client) -> None:
    base = f"/t/{server.tenants[1].id}"
    phone = Client(server, "1800000001", base=base)
    let_pass(server, 45, phone)
    before = rows(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)
    assert len(before) == 1
    suspend(olga, server.tenants[1].id)
    newcomer = Client(server, "1800000002", base=base)
    body = {"id": newcomer.id, "uuid": newcomer.uuid, "ver": newcomer.ver}
    send = server.anonymous().post
    server.clock.move(11_000)
    assert send(f"{base}/api/heartbeat", json=body).text == "{}"
    assert send(f"{base}/api/sysinfo", json=body | newcomer.told).text == "PENDING"
    assert "suspended" in send(f"{base}/api/oidc/auth", json=body | {"op": "handfast"}).json()["error"]
    for path in ("deploy", "cli"):
        assert "suspended" in send(f"{base}/api/devices/{path}", json=body).text
    assert rows(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", newcomer.id) == []
    suspend(olga, server.tenants[1].id, "resume")
    server.clock.move(11_000)
    assert send(f"{base}/api/heartbeat", json=body).json() == {"sysinfo": True}
    assert send(f"{base}/api/sysinfo", json=body | newcomer.told).text == "SYSINFO_UPDATED"


def test_the_rustdesk_app_stays_signed_in(server: Server, olga: httpx.Client) -> None:
    person = server.person("customer")
    credentials = {"username": person.email, "password": person.password.reveal(), "id": "1800000003", "uuid": "dXVpZA=="}
    app = server.anonymous()
    token = app.post("/api/login", json=credentials).json()["access_token"]
    app.headers["Authorization"] = f"Bearer {token}"
    suspend(olga, server.tenants[0].id)
    for method, path in (("POST", "currentUser"), ("GET", "peers"), ("GET", "users"), ("GET", "device-group/accessible"), ("GET", "ab")):
        answer = app.request(method, f"/api/{path}")
        assert (answer.status_code, "suspended" in answer.json()["error"]) == (200, True), path
    refused = server.anonymous().post("/api/login", json=credentials)
    assert "suspended" in refused.json()["error"]
    suspend(olga, server.tenants[0].id, "resume")
    assert app.post("/api/currentUser").json()["email"] == person.email


def test_its_trail_names_the_operator(server: Server, olga: httpx.Client) -> None:
    suspend(olga, server.tenants[1].id)
    suspend(olga, server.tenants[1].id)
    suspend(olga, server.tenants[1].id, "resume")
    sql = "SELECT action, actor_kind, actor_name FROM audit WHERE tenant_id = $1 AND action LIKE 'TENANT_%' ORDER BY id DESC LIMIT 2"
    found = rows(server, sql, server.tenants[1].id)
    assert [(one["action"], one["actor_kind"], one["actor_name"]) for one in found] == [
        ("TENANT_RESUMED", "operator", "Otis Operator"),
        ("TENANT_SUSPENDED", "operator", "Otis Operator"),
    ]
    sentences = [item["sentence"] for item in server.as_("manager", 1).get("/api/audit").json()["items"]]
    assert any(sentence.startswith("Otis Operator suspended the company") for sentence in sentences)


@pytest.mark.parametrize("role", ["owner", "admin", "manager"])
def test_nobody_of_a_company_may_suspend_or_resume_one(server: Server, role: str) -> None:
    browser = server.as_(role)
    for verb in ("suspend", "resume"):
        assert told(browser.post(f"/api/tenants/{server.tenants[1].id}/{verb}")) == (403, "FORBIDDEN")


def test_a_company_that_is_not_there_is_not_found(olga: httpx.Client) -> None:
    for verb in ("suspend", "resume"):
        assert told(olga.post(f"/api/tenants/00000000-0000-4000-8000-00000000dead/{verb}")) == (404, "NOT_FOUND")


def test_codes_of_it_are_made_by_nobody(server: Server, olga: httpx.Client) -> None:
    boss = server.as_("manager")
    new_code(server)
    suspend(olga, server.tenants[0].id)
    assert told(boss.post("/api/invites", json={"count": 1})) == SUSPENDED
