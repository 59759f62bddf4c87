"""Passkeys in a browser, whose authenticator is Chromium's virtual one: made, used in every place that asks for one, renamed, removed."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from handfast.demo.companies import DemoUser
from handfast.kernel.time import MINUTE, SECOND
from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.support.browser import Windows
from tests.support.server import Server

SERVER = {"host": "localhost"}  # browsers make no passkeys for an IP address
SHOWN = "No passkey was used. Try again, or choose another way."


@dataclass
class Key:
    """A phone or a key that this window can reach; its user touches it at once, unless told not to."""

    session: CDPSession
    id: str

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]
        return found

    def be_touched(self, *, verified: bool = True) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verified})

    def hold(self, credential: dict[str, Any]) -> None:
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def forget(self) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


def key_of(page: Page, *, offered: bool = False) -> Key:
    """Where passkeys are offered, Chromium chooses one at once; in most tests the browser is one that offers none."""
    if not offered:
        page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return Key(session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def add(page: Page, *, first: bool = True) -> list[str]:
    """The recovery codes that the first one brings."""
    page.get_by_role("button", name="Add a passkey" if first else "Add another passkey").click()
    if not first:
        return []
    expect(dialog(page).get_by_role("listitem")).to_have_count(10)
    codes = dialog(page).get_by_role("listitem").all_inner_texts()
    dialog(page).get_by_role("button", name="I have saved them").click()
    return codes


def sign_out(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in?next=/account")


def type_password(page: Page, person: DemoUser) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password.reveal())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Second step")).to_be_visible()


def account(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Your account")).to_be_visible()


def test_a_passkey_from_making_it_to_removing_it(server: Server, windows: Windows) -> None:
    person = server.person("manager")
    page = windows.signed_in("manager", "/account")
    key = key_of(page)
    look_at(page, wide_only=True)
    codes = add(page)
    row = page.get_by_role("list", name="Your passkeys").get_by_role("listitem")
    expect(row).to_contain_text("Chrome on Linux")
    expect(row).to_contain_text("never used")
    look_at(page)
    assert len(key.credentials()) == 1

    page.get_by_role("button", name="Rename Chrome on Linux").click()
    dialog(page).get_by_label("Name").fill("Work laptop")
    dialog(page).get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Work laptop")

    sign_out(page)
    look_at(page, wide_only=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    account(page)
    expect(row).not_to_contain_text("never used")

    sign_out(page)
    type_password(page, person)
    look_at(page)
    page.get_by_role("button", name="Use a passkey").click()
    account(page)

    sign_out(page)
    type_password(page, person)
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    account(page)
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()

    server.clock.move(5 * MINUTE + SECOND)
    page.get_by_role("button", name="Remove Work laptop").click()
    dialog(page).get_by_role("button", name="Remove passkey").click()
    confirm = page.get_by_role("dialog", name="Confirm that it is you")
    expect(confirm.get_by_role("button", name="Use a passkey")).to_be_visible()
    look_at(page)
    confirm.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    expect(page.get_by_text("It is off.")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey is not known here, or could not be verified.")).to_be_visible()


def test_the_field_for_the_email_address_offers_it(server: Server, windows: Windows) -> None:
    page = windows.signed_in("admin", "/account", 1)
    key = key_of(page, offered=True)
    add(page)
    [passkey] = key.credentials()
    key.forget()
    sign_out(page)
    expect(page.get_by_label("E-mail")).to_have_attribute("autocomplete", "username webauthn")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()
    expect(page.get_by_role("alert")).to_have_count(0)
    key.hold(passkey)
    page.get_by_role("button", name="Sign in with a passkey").click()  # which ends the offer, as a browser does one thing at a time
    account(page)
    sign_out(page)
    account(page)


_NEVER_ANSWERS = """
window.asked = []
PublicKeyCredential.isConditionalMediationAvailable = async () => true
navigator.credentials.get = ({ signal }) => new Promise((_, refuse) => {
  document.documentElement.dataset.asked = window.asked.push(signal)
  signal.addEventListener('abort', () => refuse(signal.reason))
})"""


def test_a_question_of_the_browser_that_hides_the_page_is_not_given_up(windows: Windows) -> None:
    """As where the app that holds the passkeys is unlocked over the whole screen."""
    page = windows.blank()
    page.add_init_script(_NEVER_ANSWERS)
    page.goto("/sign-in")
    expect(page.locator("html")).to_have_attribute("data-asked", "1")
    for state, given_up in (("hidden", [False]), ("visible", [True, False])):
        page.evaluate(f"Object.defineProperty(document, 'visibilityState', {{ value: '{state}', configurable: true }})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("html")).to_have_attribute("data-asked", str(len(given_up)))
        assert page.evaluate("window.asked.map((one) => one.aborted)") == given_up


def test_it_is_used_by_keyboard(server: Server, windows: Windows) -> None:
    page = windows.signed_in("staff", "/account")
    key_of(page)
    add(page)
    sign_out(page)
    button = page.get_by_role("button", name="Sign in with a passkey")
    page.get_by_label("Password", exact=True).focus()
    for _ in range(6):
        if button.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    account(page)
    page.get_by_role("button", name="Remove Chrome on Linux").click()
    dialog(page).get_by_role("button", name="Remove passkey").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()


def test_who_cancels_is_told_that_nothing_happened(server: Server, windows: Windows) -> None:
    page = windows.signed_in("admin", "/account")
    key = key_of(page)
    key.be_touched(verified=False)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    key.be_touched()
    add(page)
    expect(page.get_by_text("No passkey was made.")).to_be_hidden()
    page.get_by_role("button", name="Add another passkey").click()
    expect(page.get_by_text("This device or key already holds a passkey of your account.")).to_be_visible()

    sign_out(page)
    key.be_touched(verified=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text(SHOWN)).to_be_visible()
    look_at(page)
    key.be_touched()
    page.get_by_role("button", name="Sign in with a passkey").click()
    account(page)


def test_a_copy_of_a_passkey_is_noticed(server: Server, windows: Windows) -> None:
    page = windows.signed_in("customer", "/account")
    key = key_of(page)
    add(page)
    [copy] = key.credentials()
    for _ in range(2):
        sign_out(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        account(page)
    key.forget()
    key.hold(copy)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey is not known here, or could not be verified.")).to_be_visible()
    owner = windows.signed_in("owner", "/audit")
    expect(owner.get_by_text("its counter went back").first).to_be_visible()


def test_a_company_requires_it_and_the_page_leads_there_and_goes_on(server: Server, windows: Windows) -> None:
    owner = windows.signed_in("owner", "/settings/sign-in")
    panel = owner.get_by_role("region", name="Second factor")
    panel.get_by_label("Owner").check()
    panel.get_by_label("Manager").check()
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Set up a second factor for your own account first")).to_be_visible()
    look_at(owner)
    panel.get_by_label("Owner").uncheck()
    manager = windows.signed_in("manager", "/devices")
    # A new session reaches the parts of a page by timers, in an order that a page must not depend on.
    manager.add_init_script("const soon = setTimeout; window.setTimeout = (act, wait = 0) => soon(act, wait + 50)")
    manager.reload()
    expect(manager.get_by_role("heading", level=1, name="Devices")).to_be_visible()
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Saved", exact=True)).to_be_visible()

    manager.get_by_role("link", name="Audit log").click()
    expect(manager.get_by_role("heading", level=1, name="Set up a second factor")).to_be_visible()
    look_at(manager)
    key_of(manager)
    add(manager)
    expect(manager.get_by_role("heading", level=1, name="Audit log")).to_be_visible()

    manager.goto("/account")
    manager.get_by_role("button", name="Remove Chrome on Linux").click()
    dialog(manager).get_by_role("button", name="Remove passkey").click()
    expect(manager.get_by_text("A second factor is required of you, and this is your last one.")).to_be_visible()


def test_where_there_are_no_passkeys_the_page_says_so(server: Server, windows: Windows) -> None:
    page = windows.blank()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/sign-in", wait_until="networkidle")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
