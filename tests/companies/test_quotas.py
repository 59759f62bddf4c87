"""A company's quota of people and devices: past it everything that adds one is refused, and what is there stays."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from handfast.importers.import_rows import import_rows
from handfast.importers.rules import CustomerRow, DeviceRow, Report, Rows
from handfast.kernel.ids import RustdeskId, TenantId
from tests.rustdesk.client import Client, let_pass
from tests.support.inside import row, rows, settings
from tests.support.operators import counted, limit
from tests.support.pairing import device, many_codes, verify
from tests.support.server import Server

NONE: dict[str, int | None] = {"max_people": None, "max_devices": None}


@pytest.fixture
def olga(server: Server) -> Iterator[httpx.Client]:
    """The operator; she lifts the quotas after the test."""
    browser = server.as_("operator")
    yield browser
    for tenant in server.tenants:
        limit(browser, tenant.id, **NONE)
    settings(server)


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


DEVICE_QUOTA, PEOPLE_QUOTA = (409, "DEVICE_QUOTA"), (409, "PEOPLE_QUOTA")


def fill(server: Server, olga: httpx.Client, *, room: int = 0, tenant: int = 0) -> str:
    """Leaves the company room for so many more of each."""
    id = server.tenants[tenant].id
    people, devices = counted(olga, id)
    limit(olga, id, max_people=people + room, max_devices=devices + room)
    return id


def newcomer(server: Server) -> dict[str, Any]:
    return {"name": "Nora", "email": f"{server.random.id()}@example.com", "role": "staff", "send_mail": False}


def test_an_invitation_past_the_quota_is_refused_and_leaves_nothing(server: Server, olga: httpx.Client) -> None:
    boss = server.as_("owner")
    fill(server, olga, room=1)
    made = boss.post("/api/people", json=newcomer(server))
    assert made.status_code == 201, made.text
    second = newcomer(server)
    refused = boss.post("/api/people", json=second)
    assert told(refused) == PEOPLE_QUOTA
    assert "operator" in refused.json()["detail"]
    assert rows(server, "SELECT id FROM accounts WHERE email = $1", second["email"]) == []
    assert boss.delete(f"/api/people/{made.json()['person']['id']}/invitation").status_code == 204
    assert boss.post("/api/people", json=second).status_code == 201


def test_a_taken_address_is_told_before_the_quota(server: Server, olga: httpx.Client) -> None:
    boss = server.as_("owner")
    fill(server, olga)
    assert told(boss.post("/api/people", json=newcomer(server) | {"email": server.person("staff").email})) == (409, "EMAIL_TAKEN")


def test_a_company_for_nobody_gets_no_owner(server: Server, olga: httpx.Client) -> None:
    name = f"No Room {server.random.id()}"
    body = {"name": name, "owner_email": f"{server.random.id()}@example.com", "max_people": 0, "send_mail": False}
    assert told(olga.post("/api/tenants", json=body)) == PEOPLE_QUOTA
    assert rows(server, "SELECT id FROM tenants WHERE name = $1", name) == []


def test_a_code_past_the_quota_pairs_nothing_and_stays_good(server: Server, olga: httpx.Client) -> None:
    one, two, three = many_codes(server, 3)
    fill(server, olga, room=1)
    paired = verify(server, token=one.token)
    assert paired.status_code == 200
    assert told(verify(server, **two.named)) == DEVICE_QUOTA
    assert told(verify(server, token=two.token)) == DEVICE_QUOTA
    assert told(verify(server, code=three.text)) == DEVICE_QUOTA
    assert server.as_("manager").delete(f"/api/devices/{paired.json()['device_id']}").status_code == 204
    assert verify(server, **two.named).status_code == 200


def test_a_device_that_is_paired_again_is_no_further_one(server: Server, olga: httpx.Client) -> None:
    till, code = server.pair(), many_codes(server, 1)[0]
    fill(server, olga)
    again = till.client.post("/api/pairing/verify", json=device(token=code.token))
    assert (again.status_code, again.json()["device_id"]) == (200, till.id)


def test_a_device_that_waits_for_approval_takes_room_until_it_is_rejected(server: Server, olga: httpx.Client) -> None:
    settings(server, approval="always")
    one, two = many_codes(server, 2)
    id = fill(server, olga, room=1)
    assert verify(server, token=one.token).status_code == 202
    assert told(verify(server, token=two.token)) == DEVICE_QUOTA
    before = counted(olga, id)[1]
    waiting = row(server, "SELECT device_id FROM pairing_codes WHERE id = $1", one.id)["device_id"]
    assert server.as_("manager").post(f"/api/devices/{waiting}/reject").status_code == 204
    assert counted(olga, id)[1] == before - 1
    assert verify(server, token=two.token).status_code == 202


def test_a_lower_quota_ends_nothing(server: Server, olga: httpx.Client) -> None:
    till = server.pair()
    before = counted(olga, server.tenants[0].id)
    limit(olga, server.tenants[0].id, max_people=0, max_devices=0)
    assert counted(olga, server.tenants[0].id) == before
    assert till.client.post("/api/devices/me/heartbeat", json={}).status_code == 200
    assert server.as_("owner").get("/api/people").status_code == 200
    assert server.as_("manager").post(f"/api/devices/{till.id}/disable").status_code == 200
    assert server.as_("manager").post(f"/api/devices/{till.id}/enable").status_code == 200


def test_a_new_rustdesk_device_past_the_quota_has_to_wait(server: Server, olga: httpx.Client) -> None:
    base = f"/t/{server.tenants[1].id}"
    fill(server, olga, room=1, tenant=1)
    first, second = Client(server, "1810000001", base=base), Client(server, "1810000002", base=base)
    let_pass(server, 45, first, second)
    assert len(rows(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id LIKE '181000000_'")) == 1
    waiting = second if second.sent and ("/api/sysinfo", "PENDING") in second.sent else first
    limit(olga, server.tenants[1].id, **NONE)
    let_pass(server, 150, first, second)
    assert len(rows(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", waiting.id)) == 1


def test_an_admin_adds_and_restores_devices_within_the_quota(server: Server, olga: httpx.Client) -> None:
    admin = server.as_("admin")
    fill(server, olga, room=1)
    added = admin.post("/api/admin/devices", json={"rustdesk_id": "401000001"})
    assert added.status_code == 201, added.text
    assert told(admin.post("/api/admin/devices", json={"rustdesk_id": "401000002"})) == DEVICE_QUOTA
    assert admin.post("/api/admin/devices", json={"rustdesk_id": "401000001"}).status_code == 200
    removed = added.json()["device"]["id"]
    assert admin.delete(f"/api/devices/{removed}").status_code == 204
    assert admin.post("/api/admin/devices", json={"rustdesk_id": "401000002"}).status_code == 201
    assert told(admin.post(f"/api/admin/devices/{removed}/restore")) == DEVICE_QUOTA


def test_a_customer_links_a_known_device_but_no_further_one(server: Server, olga: httpx.Client) -> None:
    settings(server, link_proof="none")
    server.as_("admin").post("/api/admin/devices", json={"rustdesk_id": "402000001"})
    customer = server.as_person(next(one for one in server.tenants[0].users if one.subscription == "active"))
    customer.delete("/api/device/pair")
    code = customer.get("/api/device/pairing-code").json()["code"]
    fill(server, olga)
    assert told(customer.post("/api/device/pair", json={"code": code, "deviceId": "402000002"})) == DEVICE_QUOTA
    assert customer.post("/api/device/pair", json={"code": code, "deviceId": "402000001"}).status_code == 200


@pytest.mark.parametrize("apply", [False, True])
def test_an_import_says_what_there_is_no_room_for(server: Server, olga: httpx.Client, apply: bool) -> None:
    id = TenantId(fill(server, olga))
    named = f"{server.random.id()}@example.com"
    file = Rows([DeviceRow("row 1", RustdeskId("403000001"))], [CustomerRow("row 2", named, "Ines")], [])
    report: Report = server.call(import_rows(server.application.run, file, id, apply=apply))
    assert [(trouble.place, trouble.why.partition(":")[0]) for trouble in report.troubles] == [
        ("row 1", "there is no room for RustDesk 403 000 001"),
        ("row 2", f"there is no room for {named}"),
    ]
    assert rows(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = '403000001'") == []


def test_quotas_of_one_company_are_not_those_of_another(server: Server, olga: httpx.Client) -> None:
    fill(server, olga, tenant=1)
    assert verify(server, token=many_codes(server, 1)[0].token).status_code == 200
