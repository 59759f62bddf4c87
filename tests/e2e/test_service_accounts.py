"""An owner makes a service account, changes its token over without a gap, renews it and revokes it."""

import httpx
from playwright.sync_api import Page, expect

from handfast.kernel.time import MINUTE, SECOND
from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.support.browser import Windows
from tests.support.keys import Bearer
from tests.support.server import Server


def make(page: Page, name: str) -> str:
    """The token of a new account that may see devices."""
    page.get_by_role("button", name="Create service account").click()
    dialog(page).get_by_role("textbox", name="Name").fill(name)
    dialog(page).get_by_role("checkbox", name="See devices and check their tokens").check()
    dialog(page).get_by_role("button", name="Create", exact=True).click()
    return saved(page)


def saved(page: Page) -> str:
    """The token on the screen, which is then closed."""
    token = page.get_by_test_id("access-token").inner_text()
    dialog(page).get_by_role("button", name="I have saved it").click()
    expect(page.get_by_test_id("access-token")).to_have_count(0)
    return token


def status(server: Server, token: str) -> int:
    client: httpx.Client = server.anonymous(auth=Bearer(token))
    return client.get("/api/devices").status_code


def test_a_program_changes_over_to_a_new_token_without_a_gap(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/service-accounts")
    first = make(page, "Kiosk roll-out")
    assert first.startswith("hfs_")
    assert status(server, first) == 200
    server.clock.move(SECOND)

    page.get_by_role("button", name="New token for Kiosk roll-out").click()
    second = saved(page)
    assert (status(server, first), status(server, second)) == (200, 200)
    tokens = page.get_by_role("list", name="Tokens of Kiosk roll-out").get_by_role("listitem")
    expect(tokens).to_have_count(2)
    expect(tokens.last).to_contain_text("used just now from")
    tokens.last.get_by_role("button").click()
    dialog(page).get_by_role("button", name="Revoke token").click()
    expect(tokens).to_have_count(1)
    assert (status(server, first), status(server, second)) == (401, 200)

    page.get_by_role("button", name="Revoke Kiosk roll-out").click()
    dialog(page).get_by_role("button", name="Revoke service account").click()
    expect(page.get_by_role("heading", name="There are none yet")).to_be_visible()
    assert status(server, second) == 401


def test_it_is_renewed_after_the_password_was_asked_for(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/service-accounts")
    make(page, "Nightly report")
    server.clock.move(6 * MINUTE)
    page.get_by_role("button", name="Edit Nightly report").click()
    dialog(page).get_by_label("Valid").select_option("A year from today")
    dialog(page).get_by_role("checkbox", name="Read the audit trail").check()
    dialog(page).get_by_role("button", name="Save").click()
    page.get_by_label("Password", exact=True).fill(server.person("owner").password.reveal())
    page.keyboard.press("Enter")
    row = page.get_by_role("list", name="Service accounts").get_by_role("listitem").filter(has_text="Nightly report")
    expect(row.first).to_contain_text("See devices and check their tokens · Read the audit trail")
    account = next(one for one in server.as_("owner").get("/api/service-accounts").json()["items"] if one["name"] == "Nightly report")
    assert account["scopes"] == ["audit:read", "devices:read"]


def test_it_is_made_by_keyboard_alone(windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/service-accounts")
    create = page.get_by_role("button", name="Create service account")
    expect(create).to_be_enabled()
    create.focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Door sign")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("button", name="Copy token")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("access-token")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Tokens of Door sign").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("button", name="Create service account")).to_be_focused()


def test_everybody_can_read_the_list_and_its_dialogs(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/service-accounts")
    make(page, "A programme with a name that is as long as somebody will one day make it, in one of many languages")
    look_at(page)
    page.get_by_role("button", name="Create service account").click()
    expect(dialog(page).get_by_label("Contact")).to_be_visible()
    look_at(page)


def test_who_manages_no_people_has_no_such_page(windows: Windows) -> None:
    page = windows.signed_in("manager", "/settings/service-accounts")
    expect(page.get_by_role("button", name="Create service account")).to_have_count(0)
    expect(page.get_by_text("owners and admins")).to_be_visible()


def test_one_that_soon_expires_offers_to_be_renewed(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/service-accounts")
    body = {"name": "Short one", "scopes": ["devices:read"], "expires_in_days": 7}
    assert server.as_("owner").post("/api/service-accounts", json=body).status_code == 201
    page.reload()
    expect(page.get_by_role("button", name="Edit Short one")).to_have_text("Renew")
