"""A RustDesk device that changes its ID, is reinstalled, or is contested: what its customer and the desk see and press."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.e2e.test_links import customer, fresh_links, link, phone, type_id
from tests.rustdesk.client import Client, let_pass
from tests.support.browser import Windows
from tests.support.inside import row
from tests.support.rows import commit_row
from tests.support.server import Server

__all__ = ["fresh_links"]
OLD_UUID, NEW_UUID = "b25lLW9mLWNhcmxh", "dHdvLW9mLWNhcmxh"


def renamed(server: Server, old: str, new: str) -> Client:
    """The phone under its old ID falls silent, and the same installation beats under a new one."""
    client = Client(server, new, OLD_UUID, {"os": "android / Android 14", "hostname": "pixel-of-carla"}, f"/t/{server.tenants[0].id}")
    server.call(
        commit_row(server.application.database, "UPDATE rustdesk SET uuid = $2 WHERE rustdesk_id = $1 RETURNING uuid", old, OLD_UUID)
    )
    let_pass(server, 120, client)
    return client


def device_page(server: Server, windows: Windows, id: str) -> Page:
    device = row(server, "SELECT device_id AS id FROM rustdesk WHERE rustdesk_id = $1 AND removed_at IS NULL", id)["id"]
    return windows.signed_in("admin", f"/devices/{device}")


def test_a_customer_moves_the_link_to_the_id_that_the_device_has_now(server: Server, windows: Windows) -> None:
    phone(server, "482093801", "pixel-of-carla")
    page = customer(server, windows, "Carla")
    link(page, "482093801")
    renamed(server, "482093801", "1482093802")
    page.reload()
    expect(page.get_by_test_id("linked-device")).to_contain_text("pixel-of-carla now seems to have the ID 1 482 093 802.")
    look_at(page)
    page.get_by_role("button", name="Yes, it is 1 482 093 802 now").press("Enter")
    expect(page.get_by_test_id("linked-device")).not_to_contain_text("seems to have the ID")
    expect(page.get_by_test_id("linked-device")).to_contain_text("1 482 093 802")


def test_the_desk_moves_it_just_as_well(server: Server, windows: Windows) -> None:
    phone(server, "482093803", "pixel-of-carla")
    link(customer(server, windows, "Carla"), "482093803")
    renamed(server, "482093803", "1482093804")
    desk = device_page(server, windows, "482093803")
    expect(desk.get_by_role("region", name="Which device is this?")).to_contain_text("now seems to have the ID 1 482 093 804")
    look_at(desk)
    desk.get_by_role("button", name="Move the link to 1 482 093 804").click()
    expect(desk.get_by_role("region", name="Which device is this?")).to_have_count(0)


def test_the_desk_puts_another_installation_in_the_place_of_a_device(server: Server, windows: Windows) -> None:
    phone(server, "482093805", "pixel-of-carla")
    other = Client(server, "482093805", NEW_UUID, base=f"/t/{server.tenants[0].id}")
    let_pass(server, 90, other)
    desk = device_page(server, windows, "482093805")
    expect(desk.get_by_role("list", name="Other installations")).to_contain_text("Nobody has confirmed it")
    look_at(desk)
    desk.get_by_role("button", name="Trust this one").click()
    dialog(desk).get_by_role("button", name="Trust this one").click()
    expect(desk.get_by_role("list", name="Other installations")).to_have_count(0)
    sql = "SELECT uuid FROM rustdesk WHERE rustdesk_id = $1 AND removed_at IS NULL"
    assert row(server, sql, "482093805")["uuid"] == NEW_UUID


@pytest.mark.parametrize("typed", ["front-DESK_1"])
def test_an_id_that_is_a_name_is_typed_on_the_keyboard_that_has_letters(server: Server, windows: Windows, typed: str) -> None:
    phone(server, "FRONT-desk_1", "front-desk")
    page = customer(server, windows, "Carla")
    field = page.get_by_label("RustDesk ID of the device")
    expect(field).to_have_attribute("inputmode", "numeric")
    page.get_by_role("button", name="The ID has letters").click()
    expect(field).to_have_attribute("inputmode", "text")
    expect(field).to_be_focused()
    type_id(page, typed)
    look_at(page)
    page.get_by_role("button", name="Link device").click()
    expect(page.get_by_test_id("linked-device")).to_contain_text("FRONT-desk_1")
