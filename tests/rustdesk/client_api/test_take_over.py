"""A device that is another installation now, and a code that is shown on another device: what its owner may do in one step."""

from collections.abc import Callable

import pytest

from handfast.demo.companies import DemoUser
from handfast.kernel.ids import RustdeskId
from handfast.kernel.time import HOUR, MINUTE
from handfast.rustdesk.registry.ids import grouped
from tests.rustdesk.client import PC, PC_UUID, PHONE_UUID, Client, let_pass
from tests.rustdesk.linking import approve, code_of, owner, pair
from tests.support.inside import row, rows, settings
from tests.support.server import Server

NEW_UUID = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
Customers = tuple[DemoUser, DemoUser]
TAKES_OVER = "Almost done. Keep RustDesk running for half a minute; then this installation replaces the old one."


def uuid_of(server: Server, phone: Client) -> str:
    uuid: str = row(server, "SELECT uuid FROM rustdesk WHERE rustdesk_id = $1 AND removed_at IS NULL", phone.id)["uuid"]
    return uuid


def told(server: Server, action: str) -> int:
    return len(rows(server, "SELECT id FROM audit WHERE action = $1", action))


# --- another device ---


@pytest.mark.parametrize("way", ["deploy", "assign"])
@pytest.mark.parametrize("proof", ["none", "device"])
def test_the_code_on_another_device_changes_the_device_in_one_step(
    server: Server, phone: Client, customers: Customers, new_id: Callable[[], str], way: str, proof: str
) -> None:
    settings(server, link_proof=proof)
    page = server.as_person(customers[0])
    code = code_of(page)
    assert phone.deploy(code) == "OK"
    other = Client(server, new_id(), PC_UUID, dict(PC))
    let_pass(server, 45, other, phone)
    assert (other.deploy(code) if way == "deploy" else other.assign(code, user_name="me")) in ("OK", "Done!")
    assert (owner(server, phone), owner(server, other)) == (None, (customers[0].id, "device"))
    assert page.get("/api/device/link").json()["link"]["rustdesk_id"] == other.id
    story = row(server, "SELECT action, details FROM audit WHERE action = 'RELINKED' ORDER BY id DESC LIMIT 1")
    assert phone.id in story["details"]
    assert other.id in story["details"]


# --- another installation ---


def test_a_reinstalled_phone_takes_its_place_with_its_owners_code_and_two_beats(
    server: Server, phone: Client, customers: Customers
) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(code) == "OK"
    reinstalled, before = Client(server, phone.id, NEW_UUID), told(server, "DEVICE_UUID_REPLACED")
    assert reinstalled.deploy(code) == TAKES_OVER
    assert uuid_of(server, phone) == PHONE_UUID
    let_pass(server, 15, reinstalled)
    assert (uuid_of(server, phone), told(server, "DEVICE_UUID_REPLACED") - before) == (PHONE_UUID, 0)
    let_pass(server, 15, reinstalled)
    assert (uuid_of(server, phone), told(server, "DEVICE_UUID_REPLACED") - before) == (NEW_UUID, 1)
    assert owner(server, phone) == (customers[0].id, "device")
    let_pass(server, 30, reinstalled)
    there = row(
        server, "SELECT d.presence, r.hostname FROM rustdesk r JOIN devices d ON d.id = r.device_id WHERE r.rustdesk_id = $1", phone.id
    )
    assert there == {"presence": "online", "hostname": "samsung-SM-A546B"}
    alert = server.as_("admin").get("/api/alerts").json()["items"][0]
    assert alert["sentence"].endswith(
        f"(RustDesk {grouped(RustdeskId(phone.id))}) is now another installation: {customers[0].name} confirmed it"
    )
    assert reinstalled.deploy(code) == "OK"


def test_one_that_has_been_beating_already_takes_its_place_at_once(server: Server, phone: Client, customers: Customers) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(code) == "OK"
    reinstalled = Client(server, phone.id, NEW_UUID)
    let_pass(server, 45, reinstalled)
    assert reinstalled.deploy(code) == "OK"
    assert (uuid_of(server, phone), owner(server, phone)) == (NEW_UUID, (customers[0].id, "device"))


def test_an_approval_does_what_the_code_does(server: Server, phone: Client, customers: Customers) -> None:
    page = server.as_person(customers[0])
    assert approve(page, phone)[1]["linked"] is True
    reinstalled = Client(server, phone.id, NEW_UUID)
    assert approve(page, reinstalled)[0] == 200
    let_pass(server, 45, reinstalled)
    assert (uuid_of(server, phone), owner(server, phone)) == (NEW_UUID, (customers[0].id, "device"))


def test_beats_that_come_too_late_prove_nothing(server: Server, phone: Client, customers: Customers) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(code) == "OK"
    reinstalled = Client(server, phone.id, NEW_UUID)
    assert reinstalled.deploy(code) == TAKES_OVER
    let_pass(server, 11 * 60)
    reinstalled = Client(server, phone.id, NEW_UUID)
    let_pass(server, 90, reinstalled)
    assert uuid_of(server, phone) == PHONE_UUID


def test_a_squatter_whom_nobody_owns_yields_to_a_customers_code(server: Server, customers: Customers, new_id: Callable[[], str]) -> None:
    """Whoever speaks first for an ID is believed only until somebody with a code says otherwise."""
    squatter = Client(server, new_id(), PC_UUID, dict(PC))
    let_pass(server, 60, squatter)
    phone, code = Client(server, squatter.id, NEW_UUID), code_of(server.as_person(customers[0]))
    assert phone.deploy(code) == TAKES_OVER
    assert owner(server, phone) is None
    let_pass(server, 45, squatter, phone)
    assert (uuid_of(server, phone), owner(server, phone)) == (NEW_UUID, (customers[0].id, "device"))
    let_pass(server, 60, squatter)
    assert uuid_of(server, phone) == NEW_UUID


def test_a_verified_device_is_contested_and_stays_until_an_admin_decides(server: Server, phone: Client, customers: Customers) -> None:
    carla, chen = (code_of(server.as_person(one)) for one in customers)
    assert phone.deploy(carla) == "OK"
    rightful, before = Client(server, phone.id, NEW_UUID), told(server, "LINK_CONFLICT")
    let_pass(server, 45, rightful)
    assert rightful.deploy(chen) == "ID_TAKEN"
    let_pass(server, 60, rightful)
    assert (uuid_of(server, phone), owner(server, phone)) == (PHONE_UUID, (customers[0].id, "device"))
    assert told(server, "LINK_CONFLICT") - before == 1
    admin, device = server.as_("admin"), row(server, "SELECT device_id AS id FROM rustdesk WHERE rustdesk_id = $1", phone.id)["id"]
    [other] = admin.get(f"/api/admin/devices/{device}/rivals").json()["items"]
    assert (other["person"]["name"], other["beats"] >= 2) == (customers[1].name, True)
    assert admin.post(f"/api/admin/devices/{device}/rivals/accept", json={"rival_id": other["id"]}).status_code == 200
    assert admin.post(f"/api/admin/devices/{device}/unassign").status_code == 200
    assert (uuid_of(server, phone), owner(server, phone)) == (NEW_UUID, None)
    assert admin.get(f"/api/admin/devices/{device}/rivals").json()["items"] == []
    assert rightful.deploy(chen) == "OK"


def test_a_blocked_device_is_not_unblocked_by_being_reinstalled(server: Server, phone: Client, customers: Customers) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(code) == "OK"
    id = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)["device_id"]
    assert server.as_("manager").post(f"/api/devices/{id}/disable").status_code == 200
    assert Client(server, phone.id, NEW_UUID).deploy(code) == "This device was blocked by support."


def test_who_invents_installations_pushes_out_none_that_a_customer_vouched_for(server: Server, phone: Client, customers: Customers) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(code) == "OK"
    reinstalled = Client(server, phone.id, NEW_UUID)
    assert reinstalled.deploy(code) == TAKES_OVER
    for number in range(12):
        liar = Client(server, phone.id, f"bGlhcg{number:02}")
        server.clock.move(MINUTE // 6)
        liar.post("/api/heartbeat", {"id": liar.id, "uuid": liar.uuid, "ver": liar.ver, "modified_at": 0})
    server.clock.move(MINUTE)
    liar.post("/api/heartbeat", {"id": liar.id, "uuid": liar.uuid, "ver": liar.ver, "modified_at": 0})
    kept = rows(
        server, "SELECT v.uuid FROM uuid_conflicts v JOIN rustdesk r ON r.device_id = v.device_id WHERE r.rustdesk_id = $1", phone.id
    )
    assert NEW_UUID in {one["uuid"] for one in kept}
    assert len(kept) <= 7


# --- keys and crowds ---


def test_a_phones_key_is_its_uuid_and_no_other(server: Server, phone: Client, customers: Customers) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(code, pk=NEW_UUID) == "INVALID_INPUT"
    assert phone.deploy(code, pk=phone.uuid) == "OK"


def test_a_linux_machines_uuid_is_no_key(server: Server, customers: Customers, new_id: Callable[[], str]) -> None:
    """32 hexadecimal digits, as many bytes as a key has."""
    linux = Client(server, new_id(), "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", dict(PC))
    let_pass(server, 45, linux)
    assert linux.deploy(code_of(server.as_person(customers[0])), pk=NEW_UUID) == "OK"


def test_five_hundred_devices_of_one_source_at_once_are_twenty_and_the_admins_hear_of_it(
    server: Server, customers: Customers, new_id: Callable[[], str]
) -> None:
    source, before = server.anonymous(), told(server, "RUSTDESK_CROWD")

    def announce() -> str:
        return source.post("/api/sysinfo", json={"id": new_id(), "uuid": PC_UUID, "hostname": "fake", "version": "1.4.9"}).text

    answers = [announce() for _ in range(15)]
    assert told(server, "RUSTDESK_CROWD") == before
    answers += [announce() for _ in range(85)]
    assert answers == ["SYSINFO_UPDATED"] * 20 + ["PENDING"] * 80
    assert told(server, "RUSTDESK_CROWD") - before == 1
    [alert] = [one for one in server.as_("admin").get("/api/alerts").json()["items"] if one["action"] == "RUSTDESK_CROWD"]
    address = source.headers["x-forwarded-for"]
    assert alert["sentence"].startswith(f"16 new RustDesk devices came from one source ({address}); after 20 in a minute")
    server.clock.move(MINUTE)
    assert [announce() for _ in range(21)] == ["SYSINFO_UPDATED"] * 20 + ["PENDING"]
    assert told(server, "RUSTDESK_CROWD") - before == 1
    server.clock.move(HOUR)
    assert [announce() for _ in range(16)] == ["SYSINFO_UPDATED"] * 16
    assert told(server, "RUSTDESK_CROWD") - before == 2


def test_who_names_a_device_still_gets_it_by_their_word_alone(server: Server, phone: Client, customers: Customers) -> None:
    settings(server)
    assert pair(server.as_person(customers[0]), phone.id).status_code == 200
    assert owner(server, phone) == (customers[0].id, "none")
