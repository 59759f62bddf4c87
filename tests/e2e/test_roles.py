"""Each role sees what it may do, and nobody keeps seeing it after the session has ended."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import account_menu, act_on, dialog, live
from tests.support.browser import Windows
from tests.support.server import Server

HOMES = {"staff": "You are signed in", "customer": "Link your device"}


@pytest.mark.parametrize("role", HOMES)
def test_staff_and_customers_have_a_simple_home(windows: Windows, role: str) -> None:
    page = windows.signed_in(role, "/")
    expect(page.get_by_role("heading", level=1, name=HOMES[role])).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_text(["Home", "Account"])
    for path, who in (("/devices", "people who look after devices"), ("/people", "owners and admins"), ("/settings", "owners and admins")):
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name="Not for your role")).to_be_visible()
        expect(page.get_by_text(f"This page is for {who}")).to_be_visible()


def test_a_manager_does_not_see_people_and_settings_and_an_owner_does(windows: Windows) -> None:
    manager, owner = windows.signed_in("manager"), windows.signed_in("owner")
    pages = [["Devices", "Audit log", "Account"], ["Devices", "Support", "Audit log", "People", "Settings", "Account"]]
    for page, names in zip((manager, owner), pages, strict=True):
        expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_text(names)


def test_another_restaurant_sees_nothing_of_this_one(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Ours alone")
    other = windows.signed_in("manager", tenant=1)
    expect(other.get_by_role("heading", name="Pair your first device")).to_be_visible()
    expect(other.get_by_text("Ours alone")).to_have_count(0)


def test_signing_out_ends_every_tab_and_its_live_connection(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Secret till")
    one = live(windows.signed_in("manager"))
    other = one.context.new_page()
    other.goto("/devices")
    live(other)
    account_menu(one).click()
    one.get_by_role("menuitem", name="Sign out").click()
    for page in (one, other):
        expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
        expect(page.get_by_text("Secret till")).to_have_count(0)
    expect(one).to_have_url(re.compile("/sign-in$"))
    one.go_back()
    expect(one.get_by_text("Secret till")).to_have_count(0)


def test_a_wrong_password_is_told_and_the_page_asked_for_is_shown_after_the_right_one(server: Server, windows: Windows) -> None:
    person = server.person("owner")
    page = windows.open("/people")
    expect(page.get_by_text("You will then continue where you were.")).to_be_visible()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The e-mail address and the password do not match. Check both, or ask for a new password.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(person.password.reveal())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="People")).to_be_visible()


def test_an_owner_disables_a_person_who_is_out_at_once(server: Server, windows: Windows) -> None:
    admin = live(windows.signed_in("admin"))
    owner = windows.signed_in("owner", "/people")
    act_on(owner, "Adam Admin", "Disable")
    dialog(owner).get_by_role("button", name="Disable").click()
    expect(owner.get_by_role("row").filter(has_text="Adam Admin")).to_contain_text("Blocked")
    expect(admin.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    act_on(owner, "Adam Admin", "Enable")
    expect(owner.get_by_role("row").filter(has_text="Adam Admin")).to_contain_text("Active")


def test_settings_are_saved_and_a_clash_asks_instead_of_overwriting(windows: Windows) -> None:
    one, other = windows.signed_in("owner", "/settings/pairing"), windows.signed_in("owner", "/settings/pairing")
    for page, minutes in ((one, "10"), (other, "12")):
        page.get_by_label("A code is valid for").fill(minutes)
    pairing = [page.locator("form").filter(has_text="A code is valid for") for page in (one, other)]
    pairing[0].get_by_role("button", name="Save").click()
    expect(pairing[0].get_by_role("status")).to_have_text("Saved")
    pairing[1].get_by_role("button", name="Save").click()
    expect(pairing[1]).to_contain_text("Someone else saved settings while you were typing. Your text is still here.")
    pairing[1].get_by_role("button", name="Drop mine, show theirs").click()
    expect(other.get_by_label("A code is valid for")).to_have_value("10")
