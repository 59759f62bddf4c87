"""A company is suspended or closed while its people are at work: they see what happened, lose nothing, and go on when it does."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.e2e.steps import account_menu, dialog, live, sign_in
from tests.support.browser import Windows
from tests.support.operators import suspend
from tests.support.server import Server


@pytest.fixture
def companies(server: Server, windows: Windows) -> Iterator[Page]:
    """The operator's list; every company is as before after the test."""
    page = windows.blank()
    who = server.demo_operator
    assert page.request.post("/api/session", data={"email": who.email, "password": who.password.reveal()}).ok
    page.goto("/companies")
    yield page
    browser = server.as_("operator")
    for tenant in server.tenants:
        browser.post(f"/api/tenants/{tenant.id}/reopen")
        browser.post(f"/api/tenants/{tenant.id}/resume")


def act_on(page: Page, company: str, action: str) -> None:
    page.get_by_role("button", name=f"Actions for {company}").click()
    page.get_by_role("menuitem", name=action, exact=True).click()


def row(page: Page, company: str, status: str) -> None:
    expect(page.get_by_role("table", name="Companies").get_by_role("row").filter(has_text=company)).to_contain_text(status)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_an_open_page_says_that_its_company_was_suspended_and_goes_on_when_it_is_resumed(
    server: Server, companies: Page, windows: Windows
) -> None:
    name = server.tenants[0].name
    manager = live(windows.signed_in("manager"))
    act_on(companies, name, "Suspend")
    dialog(companies).get_by_role("button", name="Suspend").click()
    row(companies, name, "Suspended")
    heading(manager, f"{name} is suspended")
    expect(manager.get_by_text("Nothing is lost")).to_be_visible()
    look_at(manager)
    manager.get_by_role("button", name="Look again").click()
    expect(manager.get_by_text("Nothing has changed yet.")).to_be_visible()
    act_on(companies, name, "Resume")
    row(companies, name, "Active")
    manager.get_by_role("button", name="Look again").click()
    heading(manager, "Devices")
    live(manager)


def test_whoever_signs_in_meanwhile_is_told_and_can_sign_out(server: Server, companies: Page, windows: Windows) -> None:
    suspend(server.as_("operator"), server.tenants[0].id)
    page = windows.blank()
    page.goto("/sign-in")
    sign_in(page, server.person("manager"))
    heading(page, f"{server.tenants[0].name} is suspended")
    page.get_by_role("button", name="Sign out", exact=True).click()
    heading(page, "Sign in")


def test_closing_asks_for_the_name_and_says_what_happens_when(server: Server, companies: Page, windows: Windows) -> None:
    name = server.tenants[0].name
    manager = live(windows.signed_in("manager"))
    act_on(companies, name, "Close")
    shown = dialog(companies)
    expect(shown).to_contain_text("30 days")
    look_at(companies)
    expect(shown.get_by_role("button", name="Close company")).to_be_disabled()
    shown.get_by_label("Type the name of the company").fill("another one")
    expect(shown.get_by_role("button", name="Close company")).to_be_disabled()
    shown.get_by_label("Type the name of the company").fill(name.lower())
    shown.get_by_label("Type the name of the company").press("Enter")
    row(companies, name, "Closing, deleted on")
    heading(manager, f"{name} is being closed")
    look_at(manager)
    look_at(companies)
    act_on(companies, name, "Reopen")
    dialog(companies).get_by_role("button", name="Reopen").click()
    row(companies, name, "Active")


def test_closing_asks_for_the_password_when_it_was_typed_long_ago(server: Server, companies: Page) -> None:
    name = server.tenants[1].name
    server.clock.move(6 * 60_000)
    act_on(companies, name, "Close")
    dialog(companies).get_by_label("Type the name of the company").fill(name)
    dialog(companies).get_by_role("button", name="Close company").click()
    question = dialog(companies).filter(has_text="Confirm that it is you")
    question.get_by_role("textbox", name="Password").fill(server.demo_operator.password.reveal())
    question.get_by_role("button", name="Confirm").click()
    row(companies, name, "Closing, deleted on")


def test_all_data_of_a_company_is_saved_as_a_file(server: Server, companies: Page) -> None:
    name = server.tenants[0].name
    with companies.expect_download() as download:
        act_on(companies, name, "Export")
    assert download.value.suggested_filename == f"{name}.zip"
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        assert archive.testzip() is None
        assert "people.jsonl" in archive.namelist()


def test_whoever_has_another_company_goes_on_there(server: Server, companies: Page, windows: Windows) -> None:
    olga, manager = server.as_("operator"), server.person("manager")
    body = {"name": "Northern Kitchens", "owner_email": manager.email, "send_mail": False}
    made = olga.post("/api/tenants", json=body).json()
    page = windows.signed_in("manager")
    page.goto(made["invitation_url"])
    page.get_by_role("button", name="Join").click()
    live(page)
    suspend(olga, made["id"])
    heading(page, "Northern Kitchens is suspended")
    page.get_by_role("button", name=f"Go on for {server.tenants[0].name}").click()
    heading(page, "Devices")
    expect(account_menu(page)).to_contain_text(manager.name)
