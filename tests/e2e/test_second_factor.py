"""Two-step sign-in in a browser: turned on, used with the app, used with a recovery code, asked for again, turned off."""

from playwright.sync_api import Page, expect

from handfast.demo.companies import DemoUser
from handfast.kernel.time import MINUTE, SECOND
from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.support.browser import Windows
from tests.support.second_factors import App
from tests.support.server import Server


def type_password(page: Page, person: DemoUser) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password.reveal())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Enter a code")).to_be_visible()


def finish(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def turn_on(page: Page, server: Server) -> App:
    page.get_by_role("button", name="Turn on", exact=True).click()
    expect(dialog(page).get_by_alt_text("QR code for your authenticator app")).to_be_visible()
    look_at(page)
    app = App(dialog(page).get_by_test_id("totp-secret").inner_text().replace(" ", ""), server.clock)
    dialog(page).get_by_label("Code").fill(app.code())
    dialog(page).get_by_role("button", name="Turn on").click()
    expect(dialog(page).get_by_role("listitem")).to_have_count(10)
    app.recovery_codes = dialog(page).get_by_role("listitem").all_inner_texts()
    dialog(page).get_by_role("button", name="I have saved them").click()
    expect(page.get_by_text("You have 10 recovery codes left.")).to_be_visible()
    server.clock.move(30 * SECOND)
    return app


def test_two_step_sign_in_from_turning_it_on_to_turning_it_off(server: Server, windows: Windows) -> None:
    person = server.person("manager")
    app = turn_on(windows.signed_in("manager", "/account"), server)

    page = windows.open("/sign-in?next=/account")
    type_password(page, person)
    look_at(page)
    finish(page, app.wrong())
    expect(page.get_by_text("This code is not right, or was used already.")).to_be_visible()
    finish(page, app.code())
    expect(page.get_by_role("heading", level=1, name="Your account")).to_be_visible()

    other = windows.open("/sign-in?next=/account")
    type_password(other, person)
    finish(other, app.recovery_codes[0])
    expect(other.get_by_text("You have 9 recovery codes left.")).to_be_visible()

    server.clock.move(5 * MINUTE + SECOND)
    other.get_by_role("button", name="Turn off").click()
    dialog(other).get_by_role("button", name="Turn off").click()
    confirm = other.get_by_role("dialog", name="Confirm that it is you")
    confirm.get_by_label("Code").fill(app.code())
    confirm.get_by_role("button", name="Confirm").click()
    expect(other.get_by_text("It is off.")).to_be_visible()
