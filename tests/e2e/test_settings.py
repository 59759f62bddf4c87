"""The pages of the settings: how one gets from each to the others, and what happens to what was not saved."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.support.browser import Windows

PAGES = {
    "Company": "Company",
    "Pairing": "Pairing",
    "RustDesk": "RustDesk",
    "Subscriptions": "Subscriptions",
    "Sign-in": "Sign-in",
    "Service accounts": "Service accounts",
    "OAuth clients": "OAuth clients",
    "Notices": "Notices by mail",
    "Data": "Data",
}
LOOKED_AT_ELSEWHERE = {"Sign-in", "Service accounts", "OAuth clients", "Notices"}


def at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_title(f"{title} · Settings · Handfast")


def test_every_page_is_reached_by_keyboard_and_can_be_read(windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings")
    tabs = page.get_by_role("navigation", name="Settings").get_by_role("link")
    at(page, "Company")
    expect(page).to_have_url(re.compile("/settings/company$"))
    assert tabs.all_inner_texts() == list(PAGES)
    for tab, title in PAGES.items():
        link = tabs.get_by_text(tab, exact=True)
        link.focus()
        page.keyboard.press("Enter")
        at(page, title)
        expect(link).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("link", name="Settings", exact=True)).to_have_attribute("aria-current", "page")
        if tab != "Company":  # one is there already
            expect(page.get_by_role("heading", level=1)).to_be_focused()
        if tab not in LOOKED_AT_ELSEWHERE:
            expect(page.get_by_role("button", name="Save").first).to_be_visible()
            look_at(page)
    page.go_back()
    at(page, "Notices by mail")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("button", name="More", exact=True)).to_have_attribute("data-current", "true")


def test_two_forms_of_a_page_are_saved_one_after_the_other(windows: Windows) -> None:
    """The first to be saved makes a new version, on which the other form was not begun."""
    page = windows.signed_in("owner", "/settings/company")
    page.get_by_label("Name", exact=True).fill("Fireflow Kitchen and Terrace")
    page.get_by_label("How to reach support").fill("+43 1 765 4321")
    for form in page.locator("form").all():
        form.get_by_role("button", name="Save").click()
        expect(form.get_by_role("status")).to_have_text("Saved")
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Fireflow Kitchen and Terrace")
    expect(page.get_by_label("How to reach support")).to_have_value("+43 1 765 4321")


def test_the_next_page_is_not_opened_over_what_was_not_saved(windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/pairing")
    page.get_by_label("A code is valid for").fill("7")
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("link", name="Sign-in").click()
    at(page, "Pairing")
    expect(page.get_by_label("A code is valid for")).to_have_value("7")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("link", name="Sign-in").click()
    at(page, "Sign-in")


def test_what_was_entered_of_a_provider_is_not_lost_with_the_next_page(windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/sign-in")
    panel = page.get_by_role("region", name="Single sign-on")
    panel.get_by_role("button", name="Set up single sign-on").click()
    panel.get_by_label("Client ID").fill("handfast")
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("link", name="Pairing").click()
    at(page, "Sign-in")
    expect(panel.get_by_label("Client ID")).to_have_value("handfast")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("link", name="Pairing").click()
    at(page, "Pairing")
