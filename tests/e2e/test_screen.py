"""A screen without a keyboard: it shows a code for ever, and becomes the screen of whoever types it."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from handfast.kernel.time import MINUTE, SECOND
from tests.e2e.look import look_at
from tests.e2e.steps import device_row
from tests.support.browser import Windows
from tests.support.inside import settings
from tests.support.server import Server

TELEVISION = {"width": 1920, "height": 1080}


@pytest.fixture(autouse=True)
def _switched_on(server: Server) -> Iterator[None]:
    settings(server, device_authorization="on")
    yield
    settings(server)


def open_screen(windows: Windows) -> Page:
    """A television whose time passes when the test wants it."""
    screen = windows.blank(viewport=TELEVISION)
    screen.clock.install()
    screen.goto("/screen")
    return screen


def pass_time(server: Server, screen: Page, milliseconds: int) -> None:
    """As for a computer that slept: what became due meanwhile is done once."""
    server.clock.move(milliseconds)
    screen.clock.fast_forward(milliseconds)
    screen.wait_for_load_state("networkidle")


def is_home(screen: Page) -> None:
    expect(screen.get_by_role("heading", level=1)).to_have_text("Menu board")
    expect(screen.get_by_test_id("screen").get_by_text("Online", exact=True)).to_be_visible()


def code_of(screen: Page) -> str:
    expect(screen.get_by_role("heading", level=1)).to_have_text("Connect this screen")
    return screen.get_by_test_id("screen-code").inner_text()


def await_code(server: Server, screen: Page) -> None:
    """Within ten minutes. Time that passes while a request is under way ends that request, so each gets a second of ours."""
    for _ in range(10):
        pass_time(server, screen, MINUTE)
        with suppress(AssertionError):
            expect(screen.get_by_test_id("screen-code")).to_be_visible(timeout=1_000)
            return


def type_code(manager: Page, code: str) -> None:
    manager.get_by_label("Code", exact=True).fill(code)
    manager.get_by_role("button", name="Continue").click()
    expect(manager.get_by_role("heading", level=1, name="Is this device in front of you?")).to_be_visible()


def test_a_screen_is_connected_renews_its_tokens_and_shows_a_code_again_when_it_is_removed(server: Server, windows: Windows) -> None:
    screen = open_screen(windows)
    code = code_of(screen)
    look_at(screen)
    screen.reload()
    assert code_of(screen) == code
    manager = windows.signed_in("manager", "/activate")
    type_code(manager, code)
    pass_time(server, screen, 5 * SECOND)
    expect(screen.get_by_role("heading", level=1)).to_have_text("Choose this number")
    look_at(screen)
    number = screen.locator(".digits").inner_text()
    manager.get_by_role("radio", name=number).check()
    manager.get_by_label("Name of the device").fill("Menu board")
    manager.get_by_role("button", name="Approve").click()
    expect(manager.get_by_role("heading", level=1, name="Menu board is connected")).to_be_visible()
    pass_time(server, screen, 5 * SECOND)
    is_home(screen)
    expect(screen.get_by_text("A screen of Fireflow Kitchen")).to_be_visible()
    look_at(screen)
    manager.get_by_role("link", name="Go to the devices").click()
    expect(device_row(manager, "Menu board")).to_contain_text("Online")
    for _ in range(3):
        pass_time(server, screen, 14 * MINUTE)
        is_home(screen)
    screen.reload()
    is_home(screen)
    owner = server.as_("owner")
    [device] = owner.get("/api/devices", params={"search": "Menu board"}).json()["items"]
    assert owner.delete(f"/api/devices/{device['id']}").status_code == 204
    await_code(server, screen)
    assert code_of(screen) != code
    expect(screen.get_by_text("This screen was disconnected.")).to_be_visible()


def test_a_screen_renews_its_code_and_outlasts_hours_without_a_network(server: Server, windows: Windows) -> None:
    screen = open_screen(windows)
    first = code_of(screen)
    pass_time(server, screen, 5 * SECOND)
    pass_time(server, screen, 9 * MINUTE)
    expect(screen.get_by_test_id("screen-code")).not_to_have_text(first)
    screen.context.set_offline(True)
    for _ in range(6):
        pass_time(server, screen, 30 * MINUTE)
    expect(screen.get_by_text("No connection to the server. It goes on by itself.")).to_be_visible()
    look_at(screen)
    screen.context.set_offline(False)
    await_code(server, screen)
    code = code_of(screen)
    twin = screen.context.new_page()
    twin.goto("/screen")
    expect(twin.get_by_role("heading", level=1)).to_have_text("This screen is open in another tab")
    screen.close()
    assert code_of(twin) == code
