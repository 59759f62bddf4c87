"""The cookie belongs to the whole browser, a page to one person: what happens when another tab signs in as somebody else, or out."""

import pytest
from playwright.sync_api import Page, expect

from handfast.demo.companies import DemoUser
from tests.e2e.steps import account_menu, live, sign_in
from tests.support.browser import Windows
from tests.support.server import Server


def is_now(page: Page, person: DemoUser, company: str) -> None:
    expect(account_menu(page)).to_contain_text(person.name)
    expect(page.get_by_role("banner").get_by_text(company, exact=True)).to_be_visible()


def says_why(page: Page, server: Server) -> None:
    maya, mika = server.person("manager"), server.person("manager", 1)
    here, there = (tenant.name for tenant in server.tenants)
    note = page.get_by_role("status").filter(has_text="This browser is now signed in as")
    expect(note).to_contain_text(f"signed in as {mika.name} of {there}")
    expect(note).to_contain_text(f"open here for {maya.name} of {here} was closed")


def sign_in_unnoticed(page: Page, person: DemoUser) -> None:
    """As another tab does whose message did not arrive."""
    session = page.request.post("/api/session", data={"email": person.email, "password": person.password.reveal()})
    assert session.ok, session.text()


def open_codes(server: Server, tenant: int) -> int:
    answer = server.behind_the_scenes("manager", tenant, "GET", "/api/invites")
    return len(answer.json()["items"])


@pytest.fixture
def maya(windows: Windows) -> Page:
    """A page that hears of nothing by itself: neither the socket nor the other tab tells it."""
    page = windows.blank()
    page.add_init_script("delete window.BroadcastChannel")
    page.route("**/api/live/ticket", lambda route: route.abort())
    return page


def test_a_page_does_nothing_for_whoever_signed_in_in_another_tab(server: Server, maya: Page) -> None:
    sign_in_unnoticed(maya, server.person("manager"))
    maya.goto("/devices")
    is_now(maya, server.person("manager"), server.tenants[0].name)
    before = open_codes(server, 1)
    sign_in_unnoticed(maya, server.person("manager", 1))
    maya.get_by_role("button", name="Pair device").first.click()
    says_why(maya, server)
    is_now(maya, server.person("manager", 1), server.tenants[1].name)
    assert open_codes(server, 1) == before
    maya.get_by_role("button", name="Dismiss").click()
    maya.reload()
    is_now(maya, server.person("manager", 1), server.tenants[1].name)
    expect(maya.get_by_text("This browser is now signed in as")).to_have_count(0)


def test_a_list_never_becomes_that_of_another_company_under_the_old_name(server: Server, maya: Page) -> None:
    sign_in_unnoticed(maya, server.person("owner"))
    maya.goto("/devices")
    expect(account_menu(maya)).to_contain_text(server.person("owner").name)
    sign_in_unnoticed(maya, server.person("manager", 1))
    maya.get_by_role("link", name="Audit log").click()
    is_now(maya, server.person("manager", 1), server.tenants[1].name)


def test_a_page_whose_session_was_renewed_in_another_tab_goes_on(server: Server, maya: Page) -> None:
    sign_in_unnoticed(maya, server.person("manager"))
    maya.goto("/devices")
    is_now(maya, server.person("manager"), server.tenants[0].name)
    sign_in_unnoticed(maya, server.person("manager"))
    maya.get_by_role("button", name="Pair device").first.click()
    expect(maya.get_by_test_id("pairing-code")).to_be_visible()


def test_typed_text_does_not_hold_the_old_page_back(server: Server, maya: Page) -> None:
    sign_in_unnoticed(maya, server.person("owner"))
    maya.goto("/settings")
    maya.get_by_label("Name", exact=True).fill("Of the old company")
    sign_in_unnoticed(maya, server.person("manager", 1))
    maya.locator("form").filter(has_text="Name").first.get_by_role("button", name="Save").click()
    is_now(maya, server.person("manager", 1), server.tenants[1].name)


def test_a_page_that_does_nothing_learns_of_the_other_tab_by_itself(server: Server, windows: Windows) -> None:
    first = live(windows.signed_in("manager"))
    second = first.context.new_page()
    second.goto("/account")
    account_menu(second).click()
    second.get_by_role("menuitem", name="Sign out").click()
    expect(first.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    sign_in(second, server.person("manager", 1))
    is_now(first, server.person("manager", 1), server.tenants[1].name)
    live(first)
    sign_in_unnoticed(second, server.person("manager"))
    is_now(first, server.person("manager"), server.tenants[0].name)


def test_the_sign_in_page_asks_nobody_who_is_signed_in_already(server: Server, windows: Windows) -> None:
    page = windows.signed_in("manager")
    page.goto("/sign-in?next=/audit")
    expect(page.get_by_role("heading", level=1, name="Audit log")).to_be_visible()
