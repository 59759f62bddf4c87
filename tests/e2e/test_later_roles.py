"""What the roles besides owner, admin, manager, staff and customer see, and which buttons are not there."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.e2e.steps import device_row, dialog, live, pair, show_code, sign_in, waiting_codes
from tests.e2e.test_desk import phone
from tests.support.browser import Windows
from tests.support.server import Server

PAGES = {
    "support": ["Devices", "Support", "Account"],
    "installer": ["Devices", "Account"],
    "viewer": ["Devices", "Audit log", "Account"],
}
ELSEWHERE = {
    "support": ("/audit", "/people", "/settings"),
    "installer": ("/support", "/audit", "/people", "/settings"),
    "viewer": ("/support", "/people", "/settings"),
}


def menu_of(page: Page, name: str) -> list[str]:
    page.get_by_role("button", name=f"Actions for {name}").first.click()
    page.get_by_role("menuitem").first.wait_for()
    items = page.get_by_role("menuitem").all_inner_texts()
    page.keyboard.press("Escape")
    return items


@pytest.mark.parametrize("role", PAGES)
def test_each_role_has_its_pages_and_no_others(windows: Windows, role: str) -> None:
    page = windows.signed_in(role, "/")
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_text(PAGES[role])
    expect(page.get_by_role("heading", level=1, name="Unpaired devices" if role == "support" else "Devices")).to_be_visible()
    look_at(page)
    for path in ELSEWHERE[role]:
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name="Not for your role")).to_be_visible()


def test_an_installer_pairs_a_device_and_sees_no_other_also_not_live(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Of the manager")
    colleague = windows.open("/devices")
    sign_in(colleague, server.hire("installer"))
    installer, boss = live(windows.signed_in("installer")), live(windows.signed_in("manager"))
    expect(installer.get_by_role("heading", name="Pair your first device")).to_be_visible()
    live(colleague)

    shown = show_code(installer)
    expect(waiting_codes(boss)).to_contain_text("by Robin Installer")
    tablet = windows.open("/pair")
    tablet.get_by_label("Pairing code").fill(shown)
    tablet.get_by_role("button", name="Continue").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Join Fireflow Kitchen as a device of Robin Installer?")
    pair(tablet, "Host stand")
    dialog(installer).get_by_role("button", name="Done").click()

    expect(device_row(installer, "Host stand")).to_contain_text("Online")
    expect(device_row(boss, "Host stand")).to_be_visible()
    server.pair(deviceName="Of the manager, later")
    expect(device_row(boss, "Of the manager, later")).to_be_visible()
    expect(installer.get_by_role("row")).to_have_count(2)  # the head, and their own
    for page in (colleague, installer):
        expect(page.get_by_text("Of the manager")).to_have_count(0)
    expect(colleague.get_by_text("Host stand")).to_have_count(0)
    assert menu_of(installer, "Host stand") == ["Rename", "Delete"]
    look_at(installer)

    foreign = server.pair(deviceName="Not theirs").id
    installer.goto(f"/devices/{foreign}")
    expect(installer.get_by_role("heading", level=1, name="This device is gone")).to_be_visible()
    expect(installer.get_by_text("audit log")).to_have_count(0)
    installer.get_by_role("link", name="All devices").click()
    installer.get_by_role("link", name="Host stand").click()
    expect(installer.get_by_role("heading", level=1, name="Host stand")).to_be_visible()
    expect(installer.get_by_role("heading", name="Latest events")).to_have_count(0)
    look_at(installer)


def test_a_viewer_sees_what_a_manager_sees_and_finds_nothing_to_press(server: Server, windows: Windows) -> None:
    device = server.pair(deviceName="Till of the viewed")
    viewer, boss = live(windows.signed_in("viewer")), windows.signed_in("manager")
    expect(device_row(viewer, "Till of the viewed")).to_be_visible()
    show_code(boss)
    expect(waiting_codes(viewer)).to_have_count(1)
    for name in ("Pair device", "Cancel", "Show code", "Actions"):
        expect(viewer.get_by_role("button", name=name)).to_have_count(0)
    look_at(viewer)

    viewer.goto(f"/devices/{device.id}")
    expect(viewer.get_by_role("heading", name="Latest events")).to_be_visible()
    expect(viewer.get_by_role("button", name="Actions")).to_have_count(0)
    look_at(viewer)
    viewer.get_by_role("link", name="Audit log").click()
    expect(viewer.get_by_role("list", name="Events, newest first").get_by_role("listitem").first).to_be_visible()
    viewer.goto("/account")
    viewer.get_by_role("button", name="Create token").click()
    expect(dialog(viewer).get_by_role("checkbox")).to_have_count(2)
    look_at(viewer)


def test_the_desk_helps_customers_and_neither_cleans_up_nor_sets_subscriptions(server: Server, windows: Windows) -> None:
    id = phone(server, "418204957", "Desk phone")
    desk = windows.signed_in("support", "/support")
    assert menu_of(desk, "Desk phone") == ["Assign to a customer", "Exempt from pairing", "Open in RustDesk"]
    expect(desk.get_by_role("button", name="Add device")).to_be_visible()
    for path, heading in (("subscriptions", "Subscriptions"), ("cleanup", "Clean-up"), ("lookup?q=carla", "Look-up")):
        desk.goto(f"/support/{path}")
        expect(desk.get_by_role("heading", level=1, name=heading)).to_be_visible()
        for name in ("Change", "Remove", "Bring back"):
            expect(desk.get_by_role("button", name=name)).to_have_count(0)
        look_at(desk)

    desk.goto(f"/devices/{id}")
    desk.get_by_role("button", name="Assign to a customer").click()
    dialog(desk).get_by_role("radio").first.check()
    dialog(desk).get_by_role("button", name="Assign", exact=True).click()
    expect(desk.get_by_role("button", name="Unassign")).to_be_visible()
    expect(desk.get_by_role("heading", name="Sessions")).to_be_visible()
    expect(desk.get_by_role("button", name="Actions")).to_have_count(0)
    look_at(desk)


def test_an_admin_gives_the_roles_and_says_what_each_can_do(server: Server, windows: Windows) -> None:
    admin = windows.signed_in("admin", "/people")
    admin.get_by_role("button", name="Invite").first.click()
    roles = dialog(admin).get_by_role("radio")
    expect(roles).to_have_count(7)
    look_at(admin)
    dialog(admin).get_by_label("Installer").check()
    dialog(admin).get_by_label("Name").fill("Ines")
    dialog(admin).get_by_role("textbox", name="E-mail").fill("ines@example.org")
    dialog(admin).get_by_role("button", name="Invite").click()
    expect(dialog(admin)).to_contain_text("Ines")
    admin.goto("/people?role=installer")
    expect(admin.get_by_role("row").filter(has_text="Ines")).to_contain_text("Installer")
