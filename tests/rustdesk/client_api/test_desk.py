"""The support desk in the app: staff sign in, admins see the devices of their company, and texts say where help is."""

from collections.abc import Callable

import pytest

from handfast.demo.companies import DemoUser
from tests.rustdesk.client import PC, PC_UUID, Client, let_pass
from tests.rustdesk.linking import approve, code_of, owner
from tests.support.inside import settings
from tests.support.server import Server


def ids(client: Client, **query: object) -> list[str]:
    answer = client.signed_in("GET", "/api/peers", params={"accessible": "", "status": 1} | query).json()
    return [peer["id"] for peer in answer["data"]]


@pytest.mark.parametrize("role", ["owner", "admin", "manager", "staff"])
def test_staff_continue_with_the_browser_and_nothing_is_linked(server: Server, new_id: Callable[[], str], role: str) -> None:
    pc = Client(server, new_id(), PC_UUID, dict(PC))
    let_pass(server, 45, pc)
    assert approve(server.as_person(server.person(role)), pc) == (200, {"rustdesk_id": pc.id, "linked": False})
    assert pc.signed_in("POST", "/api/currentUser").json()["name"] == server.person(role).name
    assert owner(server, pc) is None


def test_an_admins_app_lists_the_devices_of_the_company_and_whose_they_are(
    server: Server, new_id: Callable[[], str], phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    free = Client(server, new_id())
    let_pass(server, 45, phone, free)
    elsewhere = Client(server, new_id(), base=f"/t/{server.tenants[1].id}")
    let_pass(server, 45, elsewhere)
    assert phone.deploy(code_of(server.as_person(customers[0]))) == "OK"
    desk = Client(server, new_id(), PC_UUID, dict(PC))
    assert approve(server.as_person(server.person("admin")), desk)[0] == 200
    listed = desk.signed_in("GET", "/api/peers", params={"current": 1, "pageSize": 100}).json()
    seen = {peer["id"]: peer["user_name"] for peer in listed["data"]}
    assert (seen[phone.id], seen[free.id]) == (customers[0].name, "")
    assert elsewhere.id not in seen
    assert listed["total"] == len(listed["data"])
    pages = [ids(desk, current=number, pageSize=1) for number in range(1, listed["total"] + 2)]
    assert [id for page in pages for id in page] == [peer["id"] for peer in listed["data"]]
    assert pages[-1] == []
    names = {user["name"] for user in desk.signed_in("GET", "/api/users", params={"current": 1, "pageSize": 100}).json()["data"]}
    assert names == {server.person("admin").name, customers[0].name}
    assert ids(desk, current="x", pageSize="-1") == ids(desk)


def test_a_manager_and_staff_see_no_devices_of_customers(
    server: Server, new_id: Callable[[], str], phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    assert phone.deploy(code_of(server.as_person(customers[0]))) == "OK"
    for role in ("manager", "staff"):
        desk = Client(server, new_id(), PC_UUID, dict(PC))
        approve(server.as_person(server.person(role)), desk)
        assert ids(desk) == []
        assert len(desk.signed_in("GET", "/api/users").json()["data"]) == 1


def test_what_a_signed_in_customer_does_by_mistake_alarms_nobody(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    assert phone.deploy(code_of(server.as_person(customers[1]))) == "OK"
    boss = server.as_("admin")
    before = boss.get("/api/alerts").json()["items"]
    assert approve(server.as_person(customers[0]), phone)[0] == 409
    assert boss.get("/api/alerts").json()["items"] == before
    trail = boss.get("/api/audit", params={"action": "LINK_CONFLICT"}).json()["items"]
    assert trail[0]["actor"]["name"] == customers[0].name
    assert phone.deploy(code_of(server.as_person(customers[0]))) == "ID_TAKEN"
    [alert] = [one for one in boss.get("/api/alerts").json()["items"] if one not in before]
    assert alert["advice"].startswith("Ask both customers")


def test_ask_support_names_the_contact_wherever_it_is_said(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    contact = "+43 1 234 567, Mon–Fri"
    settings(server, rustdesk_id_format="any", support_contact=contact)
    page = server.as_person(customers[0])
    assert page.get("/api/device/link").json()["support_contact"] == contact
    assert page.post("/api/link-requests/look", json={"code": phone.start_grant()["code"]}).json()["support_contact"] == contact
    assert server.pair().client.get("/api/devices/me").json()["support_contact"] == contact
    for _ in range(10):
        phone.deploy("ZZ999-Z9ZZ")
    assert phone.deploy("ZZ999-Z9ZZ") == f"Too many tries. Please wait 15 minutes, or ask support. Support: {contact}"


@pytest.mark.parametrize("wrong", ["x" * 201, "a\nb", "a\u202eb", "\x00", 5, None])
def test_a_contact_that_is_no_line_of_text_is_refused(server: Server, wrong: object) -> None:
    boss = server.as_("admin")
    version = boss.get("/api/tenant").json()["version"]
    answer = boss.patch("/api/tenant", json={"version": version, "settings": {"support_contact": wrong}})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
