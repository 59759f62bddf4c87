"""What people do again and again, said once."""

from playwright.sync_api import Locator, Page, expect

from handfast.demo.companies import DemoUser
from tests.support.pairing import Code
from tests.support.server import Server


def sign_in(page: Page, person: DemoUser) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password.reveal())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_have_count(0)


def account_menu(page: Page) -> Locator:
    """It bears the name of whoever is signed in."""
    return page.get_by_role("button", name="Account menu")


def live(manager: Page) -> Page:
    """Once the page hears of changes by itself."""
    expect(manager.get_by_text("Live", exact=True)).to_be_visible()
    return manager


def show_code(manager: Page) -> str:
    """The manager presses Pair device; the code as it stands on the screen."""
    manager.get_by_role("button", name="Pair device").click()
    expect(manager.get_by_test_id("pairing-qr").get_by_role("img")).to_be_visible()
    return manager.get_by_test_id("pairing-code").inner_text()


def waiting_codes(manager: Page) -> Locator:
    return manager.get_by_role("list", name="Codes waiting for a device").get_by_role("listitem")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def device_row(manager: Page, name: str) -> Locator:
    return manager.get_by_role("table", name="Devices").get_by_role("row").filter(has_text=name)


def act_on(manager: Page, name: str, action: str) -> None:
    """Through the menu of the device in the list."""
    manager.get_by_role("button", name=f"Actions for {name}").click()
    manager.get_by_role("menuitem", name=action).click()


def link(server: Server, code: Code) -> str:
    """What the QR says."""
    return f"{server.url}/p#1.{code.text}.{code.token}"


def type_code(device: Page, text: str) -> None:
    device.get_by_label("Pairing code").fill(text)
    device.get_by_role("button", name="Continue").click()


def asks_to_join(device: Page) -> None:
    """It says whom one would join, before anything happens."""
    expect(device.get_by_role("heading", level=1)).to_have_text("Join Fireflow Kitchen as a device of Maya Manager?")


def join(device: Page, name: str) -> None:
    """One screen, one press: whom one joins stands above the name."""
    device.get_by_label("Device name").fill(name)
    device.get_by_role("button", name="Join").click()


def is_home(device: Page, name: str) -> None:
    """At the device's own page, in touch with the server."""
    expect(device.get_by_role("heading", level=1)).to_have_text(name)
    expect(device.get_by_text("Online", exact=True)).to_be_visible()


def pair(device: Page, name: str) -> None:
    """From the question whether to join to the device's own page."""
    join(device, name)
    is_home(device, name)


def is_at(device: Page, heading: str, sentence: str) -> None:
    """The device says exactly this."""
    expect(device.get_by_role("heading", level=1)).to_have_text(heading)
    expect(device.get_by_test_id("step").get_by_text(sentence, exact=True)).to_be_visible()
