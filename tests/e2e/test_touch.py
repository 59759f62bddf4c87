"""The dashboard under fingers, and after a press of the mouse."""

from playwright.sync_api import expect

from tests.e2e.steps import dialog
from tests.support.browser import Windows

_FIELDS = "input:not([type=radio], [type=checkbox]):visible, select:visible, textarea:visible"
_SIZES = "fields => fields.map(field => parseFloat(getComputedStyle(field).fontSize))"


def test_no_field_is_so_small_that_a_phone_zooms_in(windows: Windows) -> None:
    page = windows.signed_in("owner", "/audit", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    for path in ("/audit", "/people", "/settings/pairing"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if path == "/audit":
            page.get_by_text("Filters", exact=True).click()
        expect(page.locator(_FIELDS).first).to_be_visible()
        sizes = page.locator(_FIELDS).evaluate_all(_SIZES)
        assert min(sizes) >= 16, (path, sizes)


def test_an_empty_date_shows_no_date(windows: Windows) -> None:
    page = windows.signed_in("owner", "/audit")
    field = page.get_by_label("From")
    shown = "field => getComputedStyle(field, '::before').content"
    assert field.evaluate(shown) == '"No date"'
    field.fill("2026-01-20")
    page.get_by_role("heading", level=1).click()
    assert field.evaluate(shown) == "none"


def test_what_a_script_gives_the_focus_shows_it(windows: Windows) -> None:
    page = windows.signed_in("manager")
    page.get_by_role("button", name="Pair device").click()
    expect(dialog(page)).to_be_visible()
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    page.wait_for_function("document.querySelector('[role=dialog]').contains(document.activeElement)")
    page.wait_for_function(f"({outline})() === 'solid'")


def test_an_e_mail_address_breaks_at_its_at_and_nowhere_else(windows: Windows) -> None:
    page = windows.signed_in("owner", "/people", viewport={"width": 820, "height": 1100})
    cell = page.get_by_role("table").get_by_text("maya").first
    expect(cell).to_be_visible()
    for part in page.get_by_role("table").locator("span").filter(has_text="@").all():
        lines = part.evaluate("part => part.children.length ? 1 : part.getClientRects().length")
        assert lines == 1, part.inner_text()
