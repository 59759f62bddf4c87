"""Browsers keep a page that was left and show it again as it was. Nothing of it may show once somebody signed out meanwhile."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.steps import account_menu
from tests.support.browser import Camera, Windows, launch
from tests.support.server import Server


@pytest.fixture(scope="module")
def browser(playwright: Playwright, camera: Camera) -> Iterator[Browser]:
    browser = launch(playwright, camera, keeps_pages=True)
    yield browser
    browser.close()


@pytest.fixture
def left(server: Server, windows: Windows) -> Page:
    """A page of the dashboard, and the window has gone on to another one."""
    page = windows.signed_in("owner", "/people")
    expect(page.get_by_role("table", name="People")).to_contain_text(server.person("staff").name)
    page.goto("/docs/problems")
    return page


def asks_to_sign_in(server: Server, page: Page) -> None:
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(page.get_by_text(server.person("staff").name)).to_have_count(0)


def test_after_signing_out_in_another_tab_nothing_old_shows_on_the_way_back(server: Server, left: Page) -> None:
    other = left.context.new_page()
    other.goto("/account")
    account_menu(other).click()
    other.get_by_role("menuitem", name="Sign out").click()
    expect(other.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    asks_to_sign_in(server, left)


def test_after_the_session_ended_elsewhere_nothing_old_shows_on_the_way_back(server: Server, left: Page) -> None:
    assert server.as_("owner").delete("/api/sessions").status_code == 204
    asks_to_sign_in(server, left)


def test_whoever_is_still_signed_in_finds_the_page_again(server: Server, left: Page) -> None:
    left.go_back()
    expect(left.get_by_role("table", name="People")).to_contain_text(server.person("staff").name)
