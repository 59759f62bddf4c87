"""Everything without a mouse."""

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.steps import dialog, show_code
from tests.support.browser import Windows
from tests.support.pairing import new_code
from tests.support.server import Server

_NAME = """() => {
  const focused = document.activeElement;
  return (focused.getAttribute('aria-label') ?? focused.labels?.[0]?.innerText ?? focused.innerText ?? '').trim();
}"""
MOST_TABS = 40


def tab_to(page: Page, name: str) -> None:
    """With the Tab key alone, as far as a person would."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(_NAME))
        if passed[-1] == name:
            return
    raise AssertionError(f"The Tab key never came to {name}, only to {passed}")


def test_a_manager_signs_in_and_copies_a_code(server: Server, windows: Windows) -> None:
    person = server.person("manager")
    page = windows.open("/")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    tab_to(page, "E-mail")
    page.keyboard.type(person.email)
    tab_to(page, "Password")
    page.keyboard.type(person.password.reveal())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Devices")).to_be_focused()

    tab_to(page, "Pair device")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("pairing-code")).to_be_visible()
    tab_to(page, "Copy code")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_test_id("pairing-code").inner_text()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.querySelector('[role=dialog]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Pair device")).to_be_focused()


def test_the_button_that_has_the_focus_keeps_it_when_the_list_comes(windows: Windows) -> None:
    page = windows.signed_in("manager", "/account")
    held: list[Route] = []
    page.route(re.compile(r"/api/devices(\?|$)"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright reads the handler's parameters
    page.get_by_role("link", name="Devices").click()
    page.get_by_role("button", name="Pair device").focus()
    expect(page.get_by_role("heading", name="Pair your first device")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="Pair your first device")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("pairing-code")).to_be_visible()


def test_the_first_key_skips_the_navigation(windows: Windows) -> None:
    page = windows.signed_in("manager")
    expect(page.get_by_role("heading", level=1, name="Devices")).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_device_is_disabled_through_its_menu(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Keyboard till")
    page = windows.signed_in("manager")
    expect(page.get_by_role("link", name="Keyboard till")).to_be_visible()
    tab_to(page, "Actions for Keyboard till")
    page.keyboard.press("Enter")
    disable = page.get_by_role("menuitem", name="Disable")
    expect(disable).to_be_visible()
    while not disable.evaluate("item => item === document.activeElement"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text="Keyboard till")).to_contain_text("Blocked")


def test_a_device_is_paired(server: Server, windows: Windows) -> None:
    page = windows.open("/pair")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Pair this device")
    tab_to(page, "Pairing code")
    page.keyboard.type(new_code(server).text)
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Join Fireflow Kitchen as a device of Maya Manager?")
    expect(heading).to_be_focused()
    tab_to(page, "Device name")
    page.keyboard.press("Control+a")
    page.keyboard.type("Counter")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Counter")
    expect(page.get_by_text("Online", exact=True)).to_be_visible()
    tab_to(page, "Unpair this device")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Unpair this device")).to_be_focused()


def test_a_code_is_never_read_aloud_as_a_word(windows: Windows) -> None:
    page = windows.signed_in("manager")
    code = show_code(page)
    expect(page.get_by_test_id("pairing-code")).to_have_accessible_name(" ".join(code.replace("-", "")))
