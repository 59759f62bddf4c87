"""Who did what: the page, its filters, its file, and the alert that does not wait to be looked for."""

import csv
import io
import re

from playwright.sync_api import Page, expect

from tests.e2e.steps import act_on, device_row, dialog, live
from tests.support.browser import Windows
from tests.support.pairing import NEVER_GIVEN, new_code, verify
from tests.support.server import Server


def sentences(page: Page) -> list[str]:
    return page.get_by_role("list", name="Events, newest first").locator("li span[dir=auto]").all_inner_texts()


def test_what_a_manager_did_is_told_in_sentences_filtered_and_exported(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    server.pair(deviceName="Bar till")
    act_on(manager, "Bar till", "Disable")
    expect(device_row(manager, "Bar till")).to_contain_text("Blocked")
    act_on(manager, "Bar till", "Enable")
    expect(device_row(manager, "Bar till")).not_to_contain_text("Blocked")
    act_on(manager, "Bar till", "Delete")
    dialog(manager).get_by_role("button", name="Delete device").click()
    expect(manager.get_by_role("row").filter(has_text="Bar till")).to_have_count(0)

    manager.get_by_role("link", name="Audit log").click()
    expect(manager.get_by_text("Maya Manager deleted Bar till")).to_be_visible()
    story = [
        "Maya Manager deleted Bar till",
        "Maya Manager enabled Bar till",
        "Maya Manager disabled Bar till",
        "Bar till was paired with a code from Maya Manager",
        "Maya Manager made a pairing code",
    ]
    assert [sentence for sentence in sentences(manager) if sentence in story] == story

    manager.get_by_label("Action").select_option("Device disabled")
    expect(manager).to_have_url(re.compile("action=DEVICE_DISABLED"))
    expect(manager.get_by_text("Maya Manager deleted Bar till")).to_have_count(0)
    assert sentences(manager) == ["Maya Manager disabled Bar till"]
    with manager.expect_download() as download:
        manager.get_by_role("link", name="Export CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [(row["action"], row["who"], row["what"]) for row in rows] == [("DEVICE_DISABLED", "Maya Manager", "Bar till")]
    manager.get_by_role("button", name="Clear all filters").click()
    expect(manager.get_by_text("Maya Manager deleted Bar till")).to_be_visible()


def test_refusals_are_in_the_log_with_their_reason_and_news_waits_to_be_shown(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager", "/audit"))
    code = new_code(server)
    assert verify(server, **{**code.named, "code": NEVER_GIVEN}).status_code == 401
    manager.get_by_role("button", name=re.compile("new · show")).click()
    entry = manager.get_by_role("listitem").filter(has_text="A device failed to pair").first
    expect(entry.get_by_role("img", name="Refused")).to_be_visible()
    expect(entry).to_contain_text("Invalid code")
    entry.get_by_role("button", name="Show details").click()
    expect(entry).to_contain_text("Nobody who was signed in")
    expect(entry).not_to_contain_text(code.text)


def test_an_alert_appears_by_itself_after_more_than_five_failures_and_can_be_put_away(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    code = new_code(server)
    for _ in range(6):
        verify(server, **{**code.named, "code": NEVER_GIVEN})
    alert = manager.get_by_role("region", name="Alerts")
    expect(alert).to_contain_text("Alert for a pairing code")
    alert.get_by_role("link", name="See what happened").click()
    expect(manager.get_by_role("heading", level=1, name="Audit log")).to_be_visible()
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)
    manager.reload()
    live(manager)
    expect(alert).to_have_count(0)


CUT = "all => all.filter(one => getComputedStyle(one).overflow !== 'visible' && one.scrollHeight > one.clientHeight + 1).length"


def test_an_alert_can_be_read_whole_on_a_phone(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    manager.set_viewport_size({"width": 320, "height": 844})
    code = new_code(server)
    for _ in range(6):
        verify(server, **{**code.named, "code": NEVER_GIVEN})
    alert = manager.get_by_role("region", name="Alerts")
    expect(alert).to_contain_text("Alert for a pairing code: more than 5 wrong or late attempts to redeem it")
    assert alert.locator("*").evaluate_all(CUT) == 0
