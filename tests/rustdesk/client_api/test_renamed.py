"""A device that calls itself by another ID now: both sides are told, one press moves the link, and nothing moves by itself."""

import json
from collections.abc import Callable

import pytest

from handfast.demo.companies import DemoUser
from tests.rustdesk.client import PHONE_UUID, Client, let_pass
from tests.rustdesk.linking import code_of, owner
from tests.support.inside import row, rows, settings
from tests.support.rows import commit_row
from tests.support.server import Server

Customers = tuple[DemoUser, DemoUser]


@pytest.fixture
def renamed(server: Server, phone: Client, customers: Customers, new_id: Callable[[], str]) -> Client:
    """The customer's phone, which beats under another ID since two minutes."""
    forgotten = "UPDATE rustdesk SET uuid = 'b2xk' WHERE uuid = $1 AND rustdesk_id <> $2 RETURNING uuid"
    server.call(commit_row(server.application.database, forgotten, PHONE_UUID, phone.id))
    assert phone.deploy(code_of(server.as_person(customers[0]))) == "OK"
    renamed = Client(server, new_id())
    let_pass(server, 120, renamed)
    return renamed


def device_id(server: Server, phone: Client) -> str:
    id: str = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)["device_id"]
    return id


def test_the_customer_is_told_and_moves_the_link_by_one_press(server: Server, phone: Client, renamed: Client, customers: Customers) -> None:
    page = server.as_person(customers[0])
    to = page.get("/api/device/link").json()["renamed_to"]
    assert (to["rustdesk_id"], to["device_id"]) == (renamed.id, device_id(server, renamed))
    assert owner(server, phone) == (customers[0].id, "device")
    assert page.post("/api/device/follow", json={"rustdesk_id": "1999999999"}).status_code == 404
    assert page.post("/api/device/follow", json={"rustdesk_id": renamed.id}).status_code == 204
    assert (owner(server, phone), owner(server, renamed)) == (None, (customers[0].id, "seen"))
    assert page.get("/api/device/link").json()["renamed_to"] is None


def test_the_desk_is_told_and_moves_it_too(server: Server, phone: Client, renamed: Client, customers: Customers) -> None:
    admin, id = server.as_("admin"), device_id(server, phone)
    assert admin.get(f"/api/admin/devices/{id}/rivals").json()["renamed_to"]["rustdesk_id"] == renamed.id
    [told] = rows(server, "SELECT details FROM audit WHERE action = 'DEVICE_CALLS_ITSELF' AND subject_id = $1", id)
    assert json.loads(told["details"]) == {"old_id": phone.id, "rustdesk_id": renamed.id}
    assert admin.post(f"/api/admin/devices/{id}/follow", json={"rustdesk_id": renamed.id}).status_code == 204
    assert (owner(server, phone), owner(server, renamed)) == (None, (customers[0].id, "admin"))
    assert admin.post(f"/api/admin/devices/{id}/follow", json={"rustdesk_id": renamed.id}).status_code == 404


def test_copies_of_one_image_are_no_renaming(
    server: Server, phone: Client, renamed: Client, customers: Customers, new_id: Callable[[], str]
) -> None:
    """The old one still beats; and of three with one uuid nobody is told."""
    let_pass(server, 60, phone, renamed, Client(server, new_id()))
    assert server.as_person(customers[0]).get("/api/device/link").json()["renamed_to"] is None
    told = rows(server, "SELECT details FROM audit WHERE action = 'DEVICE_CALLS_ITSELF' AND subject_id = $1", device_id(server, phone))
    assert len(told) == 1


def test_a_word_stays_a_word_when_it_follows(server: Server, phone: Client, renamed: Client, customers: Customers) -> None:
    settings(server)
    server.call(
        commit_row(server.application.database, "UPDATE links SET proof = 'none' WHERE user_id = $1 RETURNING proof", customers[0].id)
    )
    page = server.as_person(customers[0])
    assert page.post("/api/device/follow", json={"rustdesk_id": renamed.id}).status_code == 204
    assert owner(server, renamed) == (customers[0].id, "none")


def test_another_customers_device_is_never_moved_to(server: Server, phone: Client, renamed: Client, customers: Customers) -> None:
    assert renamed.deploy(code_of(server.as_person(customers[1]))) == "OK"
    page = server.as_person(customers[0])
    assert page.get("/api/device/link").json()["renamed_to"] is None
    assert page.post("/api/device/follow", json={"rustdesk_id": renamed.id}).status_code == 404


def test_it_is_found_by_its_id_and_by_what_its_machine_is_called(server: Server, phone: Client) -> None:
    let_pass(server, 30, phone)
    found_by = row(server, "SELECT search_text FROM rustdesk WHERE rustdesk_id = $1", phone.id)["search_text"]
    assert phone.id in found_by
    assert phone.told["hostname"].lower() in found_by
