"""Single sign-on in a browser: set up, used at a real provider whose key changes meanwhile, connected with an account, confirmed again."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.e2e.steps import account_menu, dialog, sign_in
from tests.support.browser import Windows
from tests.support.oidc_provider import CLIENT, SECRET, OidcProvider
from tests.support.server import Server


@pytest.fixture
def provider(server: Server) -> Iterator[OidcProvider]:
    provider = OidcProvider()
    server.clock.moment = time.time_ns() // 1_000_000
    provider.add_client(server.url)
    yield provider
    provider.stop()


@pytest.fixture
def windows(windows: Windows, provider: OidcProvider) -> Iterator[Windows]:
    """Here the browser does ask another server, whose page for signing out wants a font of a third one."""
    yield windows
    elsewhere = (provider.issuer, "https://fonts.googleapis.com/")
    windows.problems[:] = [problem for problem in windows.problems if not any(one in problem for one in elsewhere)]


def set_up(windows: Windows, provider: OidcProvider) -> str:
    """An admin does; the address for the people of the company."""
    page = windows.signed_in("admin", "/settings/sign-in")
    panel = page.get_by_role("region", name="Single sign-on")
    panel.get_by_role("button", name="Set up single sign-on").click()
    panel.get_by_label("Name").fill("Sample ID")
    panel.get_by_label("Issuer").fill("http://127.0.0.1:9")
    panel.get_by_role("button", name="Test this").click()
    expect(panel.get_by_text("127.0.0.1 could not be reached: no connection was possible.")).to_be_visible()
    panel.get_by_label("Issuer").fill(provider.issuer)
    panel.get_by_role("button", name="Test this").click()
    expect(panel.get_by_text("The provider answers and publishes its keys.")).to_be_visible()
    panel.get_by_label("Client ID").fill(CLIENT)
    panel.get_by_label("Client secret").fill(SECRET)
    panel.get_by_label("Role of new people").select_option("staff")
    panel.get_by_label("Claim with the roles").fill("groups")
    panel.get_by_role("button", name="Add a value").click()
    panel.get_by_role("textbox", name="Value", exact=True).fill("leads")
    panel.get_by_label("gives the role").select_option("manager")
    look_at(page)
    panel.get_by_role("button", name="Turn on single sign-on").click()
    expect(panel.get_by_role("button", name="Remove single sign-on")).to_be_visible()
    return panel.get_by_text("/sign-in?company=").inner_text()


def ask_for_token(page: Page) -> None:
    """On *Your account*, for which the provider has to confirm the session."""
    page.goto("/account")
    page.get_by_role("button", name="Create token").first.click()
    dialog(page).get_by_role("textbox", name="Name").fill("Script")
    dialog(page).get_by_role("checkbox").first.check()
    dialog(page).get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("asks for your password once more")).to_be_visible()


def at_provider(page: Page, subject: str) -> None:
    page.get_by_label("Person").fill(subject)
    page.get_by_role("button", name="Sign in").click()


def test_single_sign_on_from_setting_it_up_to_confirming_by_it(server: Server, windows: Windows, provider: OidcProvider) -> None:
    address = set_up(windows, provider)
    provider.add_person("kim", email="kim@example.org", email_verified=True, name="Kim Sample", groups=["leads"])

    page = windows.open(address)
    page.get_by_role("button", name="Continue with Sample ID").click()
    provider.rotate_key()
    at_provider(page, "kim")
    expect(page.get_by_role("heading", level=1, name="Devices")).to_be_visible()
    expect(account_menu(page)).to_contain_text("Manager")

    page.goto("/account")
    expect(page.get_by_text("for this company alone")).to_be_visible()
    look_at(page)
    expect(page.get_by_role("region", name="Two-step sign-in")).to_have_count(0)
    ask_for_token(page)
    look_at(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    at_provider(page, "kim")
    expect(page.get_by_role("heading", level=1, name="Your account")).to_be_visible()

    account_menu(page).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_an_account_is_connected_once_and_a_refusal_is_a_sentence(server: Server, windows: Windows, provider: OidcProvider) -> None:
    person = server.person("manager")
    address = f"/sign-in?company={server.tenants[0].id}"
    server.behind_the_scenes(
        "owner",
        0,
        "PUT",
        "/api/tenant/sso",
        json={
            "version": version_of(server),
            "name": "Sample ID",
            "issuer": provider.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
        },
    )
    provider.add_person("robin", email=person.email, email_verified=True, name="Robin")
    provider.add_person("nobody", email="nobody@example.org", email_verified=True)

    page = windows.open(address)
    page.get_by_role("button", name="Continue with Sample ID").click()
    at_provider(page, "nobody")
    expect(page.get_by_text("Your provider knows you, but you have no access here yet.")).to_be_visible()
    look_at(page)

    page = windows.open(address)
    page.get_by_role("button", name="Continue with Sample ID").click()
    at_provider(page, "robin")
    expect(page.get_by_text("You have an account here already.")).to_be_visible()
    look_at(page)
    sign_in(page, person)
    expect(account_menu(page)).to_be_visible()

    again = windows.open(address)
    again.get_by_role("button", name="Continue with Sample ID").click()
    at_provider(again, "robin")
    expect(account_menu(again)).to_be_visible()
    ask_for_token(again)  # the provider confirms its session, although the account has a password


def version_of(server: Server) -> int | None:
    seen = server.behind_the_scenes("owner", 0, "GET", "/api/tenant/sso").json()["provider"]
    return int(seen["version"]) if seen else None
