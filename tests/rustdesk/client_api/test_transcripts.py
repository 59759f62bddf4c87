"""The eight conversations that are known of the client, word for word."""

import json

import pytest

from handfast.db.database import Statement
from handfast.kernel.time import MINUTE
from tests.rustdesk.client import PC, PC_UUID, PHONE_UUID, Client, asked, let_pass
from tests.support.inside import row, settings
from tests.support.server import Server

PHONE_ID, PC_ID = "1482093765", "318204957"
SYSINFO = {
    "cpu": "8/8 cores",
    "memory": "5.42GB",
    "os": "android / Android 14",
    "hostname": "samsung-SM-A546B",
    "version": "1.4.9",
    "id": PHONE_ID,
    "uuid": PHONE_UUID,
}
BEAT = {"id": PHONE_ID, "uuid": PHONE_UUID, "ver": 1004090, "modified_at": 0}
PC_BEAT = {"id": PC_ID, "uuid": PC_UUID, "ver": 1004090, "modified_at": 0}


@pytest.fixture(autouse=True)
def _nobody_was_heard_of(server: Server) -> None:
    settings(server, rustdesk_id_format="any")
    emptied = [
        Statement("DELETE FROM devices WHERE kind = 'rustdesk'"),
        Statement("DELETE FROM pending_links"),
        Statement("DELETE FROM buckets"),
    ]
    server.call(server.application.database.execute_batch(emptied))
    server.clock.move(MINUTE)  # memory holds nothing of them any more


@pytest.fixture
def phone(server: Server) -> Client:
    return Client(server, PHONE_ID)


@pytest.fixture
def pc(server: Server) -> Client:
    return Client(server, PC_ID, PC_UUID, dict(PC))


def code_of(server: Server) -> str:
    code: str = server.as_("customer").get("/api/device/pairing-code").json()["code"]
    return code


def test_1_first_contact(phone: Client) -> None:
    first = phone.post("/api/sysinfo", SYSINFO)
    assert (first.status_code, first.content, first.headers["content-type"]) == (200, b"SYSINFO_UPDATED", "text/plain; charset=utf-8")
    heartbeat = phone.post("/api/heartbeat", BEAT)
    assert (heartbeat.status_code, heartbeat.content, heartbeat.headers["content-type"]) == (200, b"{}", "application/json")


def test_2_a_desktop_in_a_session_that_an_admin_ends(server: Server, pc: Client) -> None:
    pc.post("/api/sysinfo", {**PC, "version": "1.4.9", "id": PC_ID, "uuid": PC_UUID})
    in_a_session = PC_BEAT | {"conns": [762]}
    assert pc.post("/api/heartbeat", in_a_session).content == b"{}"
    id = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", PC_ID)["device_id"]
    assert server.as_("admin").post(f"/api/admin/devices/{id}/sessions/end", json={"connection": 762}).status_code == 200
    server.call(server.application.delivery.deliver_new())
    told = pc.post("/api/heartbeat", in_a_session)
    assert (told.status_code, told.content, told.headers["content-type"]) == (200, b'{"disconnect":[762]}', "application/json")
    assert pc.post("/api/heartbeat", PC_BEAT).content == b"{}"


def test_3_the_server_lost_the_row(server: Server, pc: Client) -> None:
    pc.post("/api/sysinfo", {**PC, "version": "1.4.9", "id": PC_ID, "uuid": PC_UUID})
    sql = "DELETE FROM devices WHERE id = (SELECT device_id FROM rustdesk WHERE rustdesk_id = $1)"
    server.call(server.application.database.execute_batch([Statement(sql, (PC_ID,))]))
    server.clock.move(MINUTE)
    assert pc.post("/api/heartbeat", PC_BEAT).json() == {"sysinfo": True}
    again = pc.post("/api/sysinfo", {**PC, "username": "anna", "version": "1.4.9", "id": PC_ID, "uuid": PC_UUID})
    assert again.content == b"SYSINFO_UPDATED"
    assert pc.post("/api/heartbeat", PC_BEAT).content == b"{}"


def test_4_an_impostor(server: Server, phone: Client) -> None:
    phone.post("/api/sysinfo", SYSINFO)
    before = row(server, "SELECT uuid, heartbeats FROM rustdesk WHERE rustdesk_id = $1", PHONE_ID)
    assert phone.post("/api/heartbeat", BEAT | {"uuid": "ZmFrZS1mYWtlLWZha2U="}).content == b"{}"
    after = row(server, "SELECT uuid, heartbeats, conflicts FROM rustdesk WHERE rustdesk_id = $1", PHONE_ID)
    assert (after["uuid"], after["heartbeats"], after["conflicts"]) == (before["uuid"], before["heartbeats"], 1)


def test_5_pairing_by_code_from_the_phone(server: Server, phone: Client) -> None:
    let_pass(server, 60, phone)
    body = {"id": PHONE_ID, "uuid": PHONE_UUID, "pk": PHONE_UUID}
    wrong = phone.post("/api/devices/deploy", body, Authorization="Bearer SP429-A7X9")
    assert (wrong.status_code, wrong.text) == (200, "Unknown or expired pairing code.")
    right = phone.post("/api/devices/deploy", body, Authorization=f"Bearer {code_of(server)}")
    assert (right.status_code, right.json()) == (200, {"result": "OK"})
    other = phone.post("/api/devices/deploy", body | {"uuid": PC_UUID}, Authorization=f"Bearer {code_of(server)}")
    assert (other.status_code, other.text.startswith("Almost done.")) == (200, True)
    link = row(server, "SELECT proof FROM links l JOIN rustdesk r ON r.device_id = l.device_id WHERE r.rustdesk_id = $1", PHONE_ID)
    assert link["proof"] == "device"
    assert row(server, "SELECT pk FROM rustdesk WHERE rustdesk_id = $1", PHONE_ID)["pk"] == PHONE_UUID


def test_6_pairing_by_device_grant(server: Server, phone: Client) -> None:
    let_pass(server, 30, phone)
    options = phone.get("/api/login-options")
    assert options.json() == ['common-oidc/[{"name":"handfast"}]']
    device_info = {"os": "android", "type": "client", "name": "samsung-SM-A546B"}
    started = phone.post("/api/oidc/auth", {"op": "handfast", "id": PHONE_ID, "uuid": PHONE_UUID, "deviceInfo": device_info}).json()
    assert started["url"] == f"{server.url}/approve#{started['code']}"
    assert len(bytes.fromhex(started["code"])) == 16
    assert phone.poll(started["code"]).content == b'{"error":"No authed oidc is found"}'

    browser = server.as_("customer")
    assert browser.post("/api/link-requests/approve", json={"code": started["code"], "digits": "765"}).status_code == 200
    let_in = phone.poll(started["code"]).json()
    person = server.person("customer")
    assert let_in == {
        "access_token": phone.token,
        "type": "access_token",
        "user": {"name": person.name, "email": person.email, "note": "", "status": 1, "is_admin": False, "info": {}},
    }
    assert phone.poll(started["code"]).json() == let_in


def test_7_password_login_bad_then_good(server: Server, phone: Client, pc: Client) -> None:
    let_pass(server, 60, phone)
    assert phone.deploy(code_of(server)) == "OK"
    person = server.person("customer")
    bad = pc.log_in(person.email, "x")
    assert (bad.status_code, bad.content) == (401, b'{"error":"Wrong username or password"}')
    good = pc.log_in(person.email, person.password.reveal())
    assert (good.status_code, good.json()["type"], good.json()["user"]["info"]) == (200, "access_token", {})
    user = pc.signed_in("POST", "/api/currentUser", json={"id": PC_ID, "uuid": PC_UUID})
    assert (user.status_code, user.json()) == (200, good.json()["user"])
    peers = pc.signed_in("GET", "/api/peers", params={"current": 1, "pageSize": 100, "accessible": "", "status": 1})
    assert peers.json() == {
        "total": 1,
        "data": [
            {
                "id": PHONE_ID,
                "info": {"username": "", "os": "android / Android 14", "device_name": "samsung-SM-A546B"},
                "status": 1,
                "user": person.name,
                "user_name": person.name,
                "note": "",
            }
        ],
    }


def test_8_desktop_cli(server: Server, pc: Client) -> None:
    let_pass(server, 60, pc)
    chen = next(person for person in server.tenants[0].users if person.name.startswith("Chen"))
    browser = server.anonymous()
    session = browser.post("/api/session", json={"email": chen.email, "password": chen.password.reveal()}).json()
    browser.headers["X-CSRF-Token"] = session["csrf_token"]
    code = browser.get("/api/device/pairing-code").json()["code"]
    assigned = pc.post("/api/devices/cli", {"id": PC_ID, "uuid": PC_UUID, "user_name": "anna"}, Authorization=f"Bearer {code}")
    assert (assigned.status_code, assigned.content) == (200, b"")
    assert pc.assign(code, user_name="anna") == "Done!"
    assert browser.get("/api/device/link").json()["link"]["rustdesk_id"] == PC_ID


def test_what_is_asked_on_the_side_is_answered_as_the_client_compares_it(server: Server, pc: Client) -> None:
    let_pass(server, 20, pc)
    person = server.person("customer")
    assert pc.log_in(person.email, person.password.reveal()).status_code == 200
    assert pc.http.head("/api/login-options").status_code == 200
    assert pc.signed_in("POST", "/api/ab/personal", json={}).status_code == 404
    assert pc.signed_in("GET", "/api/device-group/accessible").json() == {"total": 0, "data": []}
    assert pc.signed_in("GET", "/api/users").json()["total"] == 1
    for path in ("/api/audit/conn", "/api/audit/file", "/api/audit/alarm"):
        told = pc.post(path, {"id": PC_ID, "uuid": PC_UUID, "conn_id": 762})
        assert (told.status_code, told.content) == (200, b"")
    assert pc.signed_in("POST", "/api/logout", json={"id": PC_ID, "uuid": PC_UUID}).status_code == 200
    gone = pc.signed_in("POST", "/api/currentUser", json={"id": PC_ID, "uuid": PC_UUID})
    assert (gone.status_code, "error" in gone.json()) == (401, True)
    assert asked(pc, "/api/sysinfo")
    assert json.loads(asked(pc, "/api/heartbeat")[0]) == {}
