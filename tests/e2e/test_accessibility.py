"""Every screen of both entries: WCAG A and AA by axe, light and dark, and no sideways scrolling from phone to desktop."""

from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.e2e.steps import act_on, asks_to_join, device_row, dialog, join, link, live, pair, show_code, type_code
from tests.support.browser import Camera, Windows
from tests.support.inside import settings
from tests.support.pairing import NEVER_GIVEN, new_code, verify
from tests.support.server import Server


def heading(page: Page, name: str) -> Page:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    return page


def test_before_anyone_is_signed_in(windows: Windows) -> None:
    page = windows.open("/")
    look_at(heading(page, "Sign in"))
    page.get_by_label("E-mail").fill("nobody@example.com")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The e-mail address and the password do not match.")).to_be_visible()
    look_at(page)
    page.goto("/forgot")
    look_at(heading(page, "Forgot your password?"))
    for path, name in (
        ("/setup#token", "Set up your company"),
        ("/reset#token", "Choose a new password"),
        ("/join", "Open your link once more"),
    ):
        page.goto(path)
        look_at(heading(page, name))


def test_an_empty_list_and_the_pair_dialog(windows: Windows) -> None:
    page = windows.signed_in("manager")
    expect(page.get_by_role("heading", name="Pair your first device")).to_be_visible()
    look_at(live(page))
    show_code(page)
    look_at(page)
    dialog(page).get_by_role("button", name="4 codes").click()
    expect(dialog(page).get_by_role("listitem")).to_have_count(4)
    look_at(page)


def test_the_dialog_after_a_device_came(server: Server, windows: Windows) -> None:
    page = live(windows.signed_in("manager"))
    settings(server, approval="always")
    verify(server, code=show_code(page).replace("-", ""), deviceName="Till 1", clientNonce="n-0123456789abcdefghijk")
    settings(server)
    expect(dialog(page).get_by_role("heading", name="Till 1 asks to join")).to_be_visible()
    look_at(page)
    dialog(page).get_by_role("button", name="Approve").click()
    expect(dialog(page).get_by_role("heading", name="Till 1 joined")).to_be_visible()
    look_at(page)


def test_a_list_with_everything_in_it(server: Server, windows: Windows) -> None:
    server.pair(deviceName="A till with a rather long name that somebody thought was a good idea at the time")
    settings(server, approval="always")
    verify(server, token=new_code(server).token, deviceName="Waiting tablet", clientNonce="n-0123456789abcdefghijk")
    settings(server)
    code = new_code(server)
    for _ in range(6):
        verify(server, **{**code.named, "code": NEVER_GIVEN})
    new_code(server)
    page = live(windows.signed_in("manager"))
    expect(page.get_by_role("region", name="Alerts")).to_be_visible()
    expect(page.get_by_role("region", name="Waiting for approval")).to_be_visible()
    expect(page.get_by_role("list", name="Codes waiting for a device")).to_be_visible()
    look_at(page)


def test_the_menus_dialogs_and_page_of_a_device(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Terrace till")
    page = live(windows.signed_in("manager"))
    page.get_by_role("button", name="Actions for Terrace till").click()
    expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()
    look_at(page, wide_only=True)
    page.keyboard.press("Escape")
    act_on(page, "Terrace till", "Delete")
    look_at(page)
    dialog(page).get_by_role("button", name="Cancel").click()
    act_on(page, "Terrace till", "Rename")
    look_at(page)
    dialog(page).get_by_role("button", name="Cancel").click()
    act_on(page, "Terrace till", "Disable")
    expect(device_row(page, "Terrace till")).to_contain_text("Blocked")
    page.get_by_role("link", name="Terrace till").click()
    look_at(heading(page, "Terrace till"))


def test_the_audit_log(server: Server, windows: Windows) -> None:
    verify(server, token="A" * 22)
    page = live(windows.signed_in("owner", "/audit"))
    page.get_by_role("button", name="Show details").first.click()
    look_at(heading(page, "Audit log"))


def test_people_settings_and_account(windows: Windows) -> None:
    page = windows.signed_in("owner", "/people")
    expect(page.get_by_role("row").filter(has_text="Carla")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Invite person").click()
    look_at(page)
    dialog(page).get_by_role("button", name="Cancel").click()
    page.goto("/account")
    expect(page.get_by_text("You have none.")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Create token").click()
    look_at(page)


def test_the_support_desk(windows: Windows) -> None:
    page = windows.signed_in("admin", "/support")
    look_at(heading(page, "Unpaired devices"))
    for path, name in (("lookup", "Look-up"), ("subscriptions", "Subscriptions"), ("cleanup", "Clean-up"), ("phone", "Set up a phone")):
        page.goto(f"/support/{path}")
        look_at(heading(page, name))


def test_the_pages_of_those_who_may_little(windows: Windows) -> None:
    look_at(heading(windows.signed_in("staff", "/"), "You are signed in"))
    page = windows.signed_in("customer", "/")
    look_at(heading(page, "Link your device"))
    page.goto("/settings")
    look_at(heading(page, "Not for your role"))
    page.goto("/nowhere")
    look_at(heading(page, "Page not found"))


def test_the_device_page_from_the_code_to_its_home(server: Server, windows: Windows) -> None:
    page = windows.open("/pair")
    look_at(heading(page, "Pair this device"))
    type_code(page, NEVER_GIVEN)
    expect(page.get_by_role("alert")).to_contain_text("That code is wrong, used or expired.")
    look_at(page)
    type_code(page, new_code(server).text)
    asks_to_join(page)
    look_at(page)
    join(page, "Till 1")
    expect(page.get_by_text("Online", exact=True)).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Unpair this device").click()
    look_at(page)
    dialog(page).get_by_role("button", name="Unpair", exact=True).click()
    look_at(heading(page, "This device is no longer paired"))


def test_the_device_page_when_something_is_in_the_way(server: Server, windows: Windows, camera: Camera) -> None:
    page = windows.open(f"/p#1.K7QX4M.{'A' * 22}")
    look_at(heading(page, "This code is not known here"))
    camera.show(page)
    page.get_by_role("button", name="Use another code").click()
    page.get_by_role("button", name="Scan QR code").click()
    look_at(heading(page, "Point the camera at the QR code"))
    blocked = windows.open("/pair", camera=False)
    blocked.get_by_role("button", name="Scan QR code").click()
    expect(blocked.get_by_role("heading", name="The camera is blocked")).to_be_visible()
    look_at(blocked)
    settings(server, approval="always")
    waiting = windows.open(link(server, new_code(server)))
    join(waiting, "Till 2")
    look_at(heading(waiting, "Waiting for Maya Manager"))
    settings(server)


def test_a_device_that_is_blocked(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    pair(page, "Till 3")
    manager = server.as_("manager")
    [found] = manager.get("/api/devices", params={"search": "Till 3"}).json()["items"]
    manager.post(f"/api/devices/{found['id']}/disable")
    page.reload()
    expect(page.get_by_text("Blocked by a manager", exact=True)).to_be_visible()
    look_at(page)


def test_the_reader_of_the_api_description_loads_from_here(windows: Windows) -> None:
    page = windows.open("/docs")
    expect(page.get_by_text("/api/pairing/generate").first).to_be_visible()
