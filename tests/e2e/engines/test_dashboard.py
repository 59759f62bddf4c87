"""A manager's screen."""

from typing import Any

from tests.e2e.engines.windows import FOCUS_SHOWS, Window
from tests.support.pairing import verify
from tests.support.rows import commit_row
from tests.support.server import Server

ROW = """(name, word) => [...document.querySelectorAll('table[aria-label="Devices"] tr')]
  .some(({ innerText }) => innerText.includes(name) && innerText.includes(word))"""
CODE = """() => document.querySelector('[data-testid="pairing-qr"] img')?.naturalWidth > 0
  && document.querySelector('[data-testid="pairing-code"]').innerText"""
HEADING = "text => document.querySelector('h1')?.innerText === text"
PAGES = {
    "/devices": "Devices",
    "/audit": "Audit log",
    "/people": "People",
    "/settings/company": "Company",
    "/settings/pairing": "Pairing",
    "/settings/sign-in": "Sign-in",
    "/account": "Your account",
    "/activate": "Enter the code from the device",
    "/support": "Unpaired devices",
    "/support/lookup": "Look-up",
    "/support/subscriptions": "Subscriptions",
    "/support/cleanup": "Clean-up",
    "/support/phone": "Set up a phone",
}
FIELD = "[...document.querySelectorAll('label')].find(({ innerText }) => innerText === label).control"
INSTEAD_OF_DATE = f"label => getComputedStyle({FIELD}, '::before').content"
SET_DATE = f"""(label, date) => {{
  const field = {FIELD};
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, date);
  field.dispatchEvent(new Event('input', {{ bubbles: true }}));
}}"""
TOO_WIDE = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def sign_in(server: Server, window: Window, role: str = "manager", page: str = "Devices") -> None:
    person = server.person(role)
    window.go(server.url)
    window.type("E-mail", person.email)
    window.type("Password", person.password.reveal())
    window.press("Sign in")
    window.until(HEADING, page)


def test_a_manager_signs_in_and_sees_a_device_come_by_itself(server: Server, window: Window) -> None:
    sign_in(server, window)
    window.says("Live")
    window.press("Pair device")
    window.until(CODE)
    code: Any = window.run(CODE)
    assert verify(server, code=code, deviceName="Till 5").status_code == 200
    window.says("Till 5 joined")
    window.press("Done")
    window.until(ROW, "Till 5", "Online")
    window.press("Actions for Till 5")
    window.press("Disable")
    window.until(ROW, "Till 5", "Blocked")


def test_the_focus_shows_in_a_dialog_that_the_mouse_opened_and_after_it(server: Server, window: Window) -> None:
    sign_in(server, window)
    window.press("Pair device")
    window.until(FOCUS_SHOWS, "Close")
    window.key("Escape")
    window.until(FOCUS_SHOWS, "Pair device")


def test_after_the_session_ended_elsewhere_nothing_old_shows_on_the_way_back(server: Server, window: Window) -> None:
    sign_in(server, window, "owner")
    window.press("People")
    window.says(server.person("staff").name)
    window.go(f"{server.url}/docs/problems")
    assert server.as_("owner").delete("/api/sessions").status_code == 204
    window.back()
    window.until(HEADING, "Sign in")
    assert server.person("staff").name not in window.run("() => document.body.innerText")


def test_a_date_shows_once_it_is_set_and_not_before(server: Server, window: Window) -> None:
    sign_in(server, window, "owner")
    window.press("Audit log")
    window.says("From")
    assert window.run(INSTEAD_OF_DATE, "From") == '"No date"'
    window.run(SET_DATE, "From", "2026-01-20")
    window.until(f"label => ({INSTEAD_OF_DATE})(label) === 'none'", "From")


def test_a_customer_links_a_device_whose_id_is_grouped_while_it_is_typed(server: Server, window: Window) -> None:
    for table in ("links", "pending_links"):  # the other engine's
        server.call(commit_row(server.application.database, f"DELETE FROM {table}"))
    sign_in(server, window, "customer", "Link your device")
    window.type("RustDesk ID of the device", "318204957")
    assert window.run(f"label => {FIELD}.value", "RustDesk ID of the device") == "318 204 957"
    window.press("Link device")
    window.says("Linked device")


def test_every_page_opens_and_none_is_to_be_scrolled_sideways(server: Server, window: Window) -> None:
    sign_in(server, window, "owner")
    for path, heading in PAGES.items():
        window.go(server.url + path)
        window.until(HEADING, heading)
        assert window.run(TOO_WIDE) <= 1, path
    window.go(f"{server.url}/docs")
    window.says("/api/pairing/generate")
