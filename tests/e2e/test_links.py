"""A customer links a RustDesk device, sees it and changes it; the support desk sees it happen."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handfast.demo.companies import DemoUser
from handfast.kernel.time import DAY
from tests.e2e.look import look_at
from tests.e2e.steps import dialog, sign_in
from tests.rustdesk.client import Client, let_pass
from tests.support.browser import Windows
from tests.support.inside import settings
from tests.support.rows import commit_row
from tests.support.server import Server

FIGURES = ("total", "paired", "unpaired", "grandfathered")


@pytest.fixture(autouse=True)
def fresh_links(server: Server) -> Iterator[None]:
    """Every test finds customers without a device, and no device. Its own bring IDs that no other test has: the server knows them again."""
    yield
    settings(server)
    server.call(commit_row(server.application.database, "UPDATE rustdesk SET removed_at = $1 WHERE removed_at IS NULL", server.clock.now()))
    ended = "UPDATE devices SET status = 'gone', presence = 'offline', seen_sort = COALESCE(last_seen_at, 0), has_owner = 0"
    server.call(commit_row(server.application.database, f"{ended} WHERE kind = 'rustdesk'"))
    for table in ("links", "pending_links"):
        server.call(commit_row(server.application.database, f"DELETE FROM {table}"))


def named(server: Server, name: str) -> DemoUser:
    return next(person for person in server.tenants[0].users if person.name.startswith(name))


def customer(server: Server, windows: Windows, name: str, path: str = "/") -> Page:
    page = windows.open(path)
    sign_in(page, named(server, name))
    return page


def type_id(page: Page, text: str) -> None:
    """Key by key, as people do."""
    page.get_by_label("RustDesk ID of the device").fill("")
    page.get_by_label("RustDesk ID of the device").press_sequentially(text)


def link(page: Page, text: str) -> None:
    type_id(page, text)
    page.get_by_role("button", name="Link device").click()


def phone(server: Server, id: str, hostname: str = "samsung-SM-A546B") -> Client:
    client = Client(server, id, told={"os": "android / Android 14", "hostname": hostname}, base=f"/t/{server.tenants[0].id}")
    let_pass(server, 40, client)
    return client


def figures(desk: Page) -> list[str]:
    return [desk.get_by_test_id(f"figure-{name}").inner_text() for name in FIGURES]


def test_a_customer_links_a_device_sees_it_and_changes_it(server: Server, windows: Windows) -> None:
    page = customer(server, windows, "Carla")
    code = page.get_by_test_id("personal-code")
    expect(code).to_have_text(re.compile(r"^[A-Z]{2}\d{3}-[A-Z]\d[A-Z]{2}$"))
    expect(code).to_have_accessible_name(re.compile(r"^(\w )+hyphen( \w)+$"))
    never_changes = code.inner_text()
    expect(page.get_by_text("Your subscription is active.")).to_be_visible()
    look_at(page)

    type_id(page, "318204957")
    expect(page.get_by_label("RustDesk ID of the device")).to_have_value("318 204 957")
    page.get_by_role("button", name="Link device").click()
    expect(page.get_by_role("heading", level=1, name="Your device")).to_be_focused()
    expect(page.get_by_test_id("linked-device")).to_contain_text("318 204 957")
    expect(page.get_by_test_id("linked-device")).to_contain_text("Not seen yet")
    look_at(page)

    page.get_by_role("button", name="Change device").click()
    dialog(page).get_by_label("RustDesk ID of the new device").press_sequentially("987-654 321")
    expect(dialog(page)).to_contain_text("987 654 321 becomes yours and 318 204 957 becomes free for others, in one step.")
    dialog(page).get_by_role("button", name="Change device").click()
    expect(page.get_by_test_id("linked-device")).to_contain_text("987 654 321")
    page.reload()
    expect(code).to_have_text(never_changes)
    expect(page.get_by_test_id("linked-device")).to_contain_text("987 654 321")

    page.get_by_role("button", name="Unlink").click()
    dialog(page).get_by_role("button", name="Unlink device").click()
    expect(page.get_by_role("heading", level=1, name="Link your device")).to_be_focused()


def test_the_caret_stays_where_it_is_and_a_paste_takes_any_form(server: Server, windows: Windows) -> None:
    page = customer(server, windows, "Carla")
    field = page.get_by_label("RustDesk ID of the device")
    field.press_sequentially("12345")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "9"):
        field.press(key)
    expect(field).to_have_value("123 945")
    assert field.evaluate("field => field.selectionStart") == 5
    field.fill("")
    page.evaluate("navigator.clipboard.writeText('\\u00a0318-204\\u00a0957 ')")
    field.press("Control+v")
    expect(field).to_have_value("318 204 957")


def test_each_failure_says_what_to_do(server: Server, windows: Windows) -> None:
    link(customer(server, windows, "Chen"), "111222333")
    page = customer(server, windows, "Carla")
    link(page, "1482093765")
    expect(page.get_by_text("Another ID is accepted once its device has reported to this server")).to_be_visible()
    link(page, "12345")
    expect(page.get_by_text("That is 5 digits. The ID has 6 to 10")).to_be_visible()
    link(page, "111222333")
    expect(page.get_by_role("alert").filter(has_text="This device is linked to somebody else.")).to_be_visible()
    assert "Chen" not in page.get_by_role("main").inner_text()
    page.context.set_offline(True)
    link(page, "444555666")
    expect(page.get_by_role("alert").filter(has_text="The server cannot be reached.")).to_be_visible()
    expect(page.get_by_label("RustDesk ID of the device")).to_have_value("444 555 666")
    page.context.set_offline(False)
    other = customer(server, windows, "Ciro")
    expect(other.get_by_text("You have no subscription yet.")).to_be_visible()
    expect(other.get_by_role("button", name="Link device")).to_have_count(0)


def test_a_claim_waits_for_its_proof_and_the_page_notices_by_itself(server: Server, windows: Windows) -> None:
    settings(server, link_proof="seen")
    page = customer(server, windows, "Carla")
    link(page, "482093701")
    expect(page.get_by_role("heading", level=1, name="Almost linked")).to_be_focused()
    expect(page.get_by_test_id("waiting-for-proof")).to_contain_text("Start service")
    look_at(page)
    phone(server, "482093701")
    expect(page.get_by_role("heading", level=1, name="Your device")).to_be_visible()
    expect(page.get_by_test_id("linked-device")).to_contain_text("samsung-SM-A546B")


def test_who_has_a_device_and_waits_for_another_may_stop_waiting(server: Server, windows: Windows) -> None:
    page = customer(server, windows, "Carla")
    link(page, "482093712")
    expect(page.get_by_test_id("linked-device")).to_be_visible()
    settings(server, link_proof="device")
    page.reload()
    page.get_by_role("button", name="Change device").click()
    dialog(page).get_by_label("RustDesk ID of the new device").press_sequentially("482093713")
    dialog(page).get_by_role("button", name="Change device").click()
    expect(page.get_by_test_id("waiting-for-proof")).to_contain_text("482 093 713")
    look_at(page)
    page.get_by_role("button", name="Stop waiting").click()
    expect(page.get_by_test_id("waiting-for-proof")).to_have_count(0)
    expect(page.get_by_test_id("linked-device")).to_contain_text("482 093 712")


def test_an_admin_sees_who_is_connected_and_ends_the_session(server: Server, windows: Windows) -> None:
    client = phone(server, "482093714", "till-pc")
    client.conns = [762]
    told = {"id": client.id, "uuid": client.uuid, "conn_id": 762}
    client.post("/api/audit/conn", told | {"action": "new", "ip": "203.0.113.9"})
    client.post("/api/audit/conn", told | {"peer": ["123456789", "Mallory"], "type": 0})
    let_pass(server, 6, client)
    desk = windows.signed_in("admin", "/support")
    desk.get_by_role("link", name="till-pc").click()
    running = desk.get_by_role("list", name="Running sessions")
    expect(running).to_contain_text("Mallory (123 456 789)")
    expect(desk.get_by_role("region", name="Sessions")).to_contain_text("for remote control")
    look_at(desk)
    running.get_by_role("button", name="End session of Mallory (123 456 789)").click()
    dialog(desk).get_by_role("button", name="End session").click()
    expect(running).to_contain_text("Ending")
    expect(running.get_by_role("button")).to_be_focused()
    let_pass(server, 20, client)
    assert client.conns == []
    expect(running.get_by_role("listitem")).to_have_count(0)


def test_the_report_before_and_after_a_customer_links(server: Server, windows: Windows) -> None:
    phone(server, "482093702")
    phone(server, "482093703", "shop-screen")
    desk = windows.signed_in("admin", "/support")
    table = desk.get_by_role("table", name="Unpaired devices")
    expect(table.locator("tbody").get_by_role("row")).to_have_count(2)
    assert figures(desk) == ["2", "0", "2", "0"]
    carla = customer(server, windows, "Carla")
    link(carla, "482093702")
    expect(carla.get_by_test_id("linked-device")).to_contain_text("Online")
    desk.get_by_role("button", name="Refresh").click()
    expect(table.locator("tbody").get_by_role("row")).to_have_count(1)
    assert figures(desk) == ["2", "1", "1", "0"]

    desk.get_by_role("button", name="Actions for shop-screen").click()
    desk.get_by_role("menuitem", name="Exempt from pairing").click()
    dialog(desk).get_by_label("Reason").fill("Screen in our own shop")
    dialog(desk).get_by_role("button", name="Exempt").click()
    expect(desk.get_by_role("heading", name="Every device belongs to somebody")).to_be_visible()
    assert figures(desk) == ["1", "1", "0", "1"]

    desk.get_by_role("button", name="Exempt 1").click()
    exempt = desk.get_by_role("table", name="Exempt devices").locator("tbody").get_by_role("row")
    expect(exempt).to_contain_text("Screen in our own shop")
    look_at(desk)
    exempt.get_by_role("button", name="Actions for shop-screen").click()
    desk.get_by_role("menuitem", name="End the exemption").click()
    expect(desk.get_by_role("heading", name="No device is exempt")).to_be_visible()
    expect(desk.get_by_test_id("figure-unpaired")).to_have_text("1")


def test_the_csv_runs_nothing_and_old_ones_are_marked(server: Server, windows: Windows) -> None:
    phone(server, "482093704", "=cmd|' /C calc'!A0")
    desk = windows.signed_in("admin", "/support")
    with desk.expect_download() as downloading:
        desk.get_by_role("link", name="Export CSV").click()
    rows = list(csv.DictReader(io.StringIO(downloading.value.path().read_text("utf-8-sig"))))
    assert [row["rustdesk_id"] for row in rows] == ["482093704"]
    assert rows[0]["name"].startswith("'=cmd")
    server.clock.move(8 * DAY)
    let_pass(server, 10)
    later = windows.signed_in("admin", "/support")
    expect(later.get_by_text("8 days, late")).to_be_visible()
    look_at(later)
    later.get_by_role("button", name="Over 7 days").click()
    expect(later.get_by_role("table", name="Unpaired devices").locator("tbody").get_by_role("row")).to_have_count(1)

    later.goto("/support/cleanup?days=7")
    later.get_by_role("checkbox", name="Choose =cmd").check()
    look_at(later)
    later.get_by_role("button", name="Remove 1 device").click()
    dialog(later).get_by_role("button", name="Remove 1 device").click()
    expect(later.get_by_role("heading", name="Nothing to clean up")).to_be_visible()
    later.get_by_role("button", name="Bring =cmd").click()
    expect(later.get_by_role("checkbox", name="Choose =cmd")).to_be_visible()


def test_the_desk_finds_a_customer_by_the_id_with_blanks_and_gives_the_device_away(server: Server, windows: Windows) -> None:
    link(customer(server, windows, "Carla"), "482093705")
    desk = windows.signed_in("admin", "/support/lookup")
    desk.get_by_label("E-mail, personal code, RustDesk ID or name").fill("482 093 705")
    desk.get_by_role("button", name="Look up").click()
    story = desk.get_by_role("region", name="Carla Customer")
    expect(story).to_contain_text("was linked to Carla Customer")
    look_at(desk)
    story.get_by_role("button", name="Unassign device").click()
    dialog(desk).get_by_role("button", name="Unassign device").click()
    expect(desk.get_by_text("Found 1 device without a customer")).to_be_visible()
    desk.get_by_role("button", name="Actions for RustDesk 482 093 705").click()
    desk.get_by_role("menuitem", name="Assign to a customer").click()
    dialog(desk).get_by_role("radio", name="Chen Customer").check()
    dialog(desk).get_by_role("button", name="Assign").click()
    expect(desk.get_by_role("region", name="Chen Customer")).to_contain_text("by an admin")


def test_an_admin_starts_a_subscription(server: Server, windows: Windows) -> None:
    desk = windows.signed_in("admin", "/support/subscriptions")
    look_at(desk)
    desk.get_by_role("button", name="Change the subscription of Ciro Customer").click()
    dialog(desk).get_by_label("State").select_option("Trial")
    dialog(desk).get_by_role("button", name="Save").click()
    expect(desk.get_by_role("row").filter(has_text="Ciro")).to_contain_text("Trial")
    page = customer(server, windows, "Ciro")
    expect(page.get_by_text("Your trial is running.")).to_be_visible()
    expect(page.get_by_test_id("personal-code")).to_be_visible()


def appears_unpaired(desk: Page, hostname: str) -> None:
    """Nobody has typed it in anywhere."""
    desk.get_by_role("button", name="Refresh").click()
    expect(desk.get_by_role("row").filter(has_text=hostname)).to_contain_text("Online")


def is_paired(desk: Page, hostname: str) -> None:
    desk.get_by_role("button", name="Refresh").click()
    expect(desk.get_by_role("row").filter(has_text=hostname)).to_have_count(0)
    assert figures(desk)[1] == "1"


def test_a_phone_nobody_typed_in_is_linked_by_the_code_in_its_deploy_dialog(server: Server, windows: Windows) -> None:
    settings(server, link_proof="device", rustdesk_id_format="any")
    desk = windows.signed_in("admin", "/support")
    client = phone(server, "1482093710", "pixel-of-carla")
    appears_unpaired(desk, "pixel-of-carla")
    page = customer(server, windows, "Carla")
    code = page.get_by_test_id("personal-code").inner_text()
    assert client.deploy("AA000-A0AA") == "Unknown or expired pairing code."
    assert client.deploy(code) == "OK"
    page.reload()
    expect(page.get_by_test_id("linked-device")).to_contain_text("1 482 093 710")
    expect(page.get_by_test_id("linked-device")).to_contain_text("By the device itself or by support")
    is_paired(desk, "pixel-of-carla")


def test_a_phone_nobody_typed_in_is_linked_by_typing(server: Server, windows: Windows) -> None:
    desk = windows.signed_in("admin", "/support")
    phone(server, "482093711", "galaxy-of-carla")
    appears_unpaired(desk, "galaxy-of-carla")
    page = customer(server, windows, "Carla")
    link(page, "482093711")
    expect(page.get_by_test_id("linked-device")).to_contain_text("galaxy-of-carla")
    expect(page.get_by_test_id("linked-device")).to_contain_text("Online")
    is_paired(desk, "galaxy-of-carla")


def test_a_phone_nobody_typed_in_is_approved_by_whoever_reads_its_last_digits(server: Server, windows: Windows) -> None:
    desk = windows.signed_in("admin", "/support")
    client = phone(server, "482093765", "fairphone-of-carla")
    appears_unpaired(desk, "fairphone-of-carla")
    started = client.start_grant()
    page = customer(server, windows, "Carla", started["url"].removeprefix(server.url))
    expect(page.get_by_role("heading", level=1, name="Is this your device?")).to_be_visible()
    assert "#" not in page.url
    expect(page.get_by_role("main")).to_contain_text("482 093 •••")
    assert "765" not in page.get_by_role("main").inner_text()
    look_at(page)
    page.get_by_label("Last 3 digits of the ID").fill("999")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("These are not the last 3.")
    page.get_by_label("Last 3 digits of the ID").fill("765")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="482 093 765 is linked to you")).to_be_visible()
    client.poll(started["code"])
    assert client.token is not None
    page.get_by_role("link", name="Go to your device").click()
    expect(page.get_by_test_id("linked-device")).to_contain_text("482 093 765")
    is_paired(desk, "fairphone-of-carla")


def test_who_has_another_device_signs_the_app_in_and_that_is_all(server: Server, windows: Windows) -> None:
    link(customer(server, windows, "Carla"), "482093715")
    client = phone(server, "482093716")
    started = client.start_grant()
    page = customer(server, windows, "Carla", started["url"].removeprefix(server.url))
    page.get_by_label("Last 3 digits of the ID").fill("716")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", level=1, name="The app is signed in")).to_be_focused()
    expect(page.get_by_role("heading", name="The app on 482 093 716 is signed in")).to_be_visible()
    look_at(page)
    client.poll(started["code"])
    assert client.token is not None
    page.get_by_role("link", name="Go to your device").click()
    expect(page.get_by_test_id("linked-device")).to_contain_text("482 093 715")


def test_after_three_wrong_tries_a_request_is_over(server: Server, windows: Windows) -> None:
    client = phone(server, "482093717")
    page = customer(server, windows, "Carla", client.start_grant()["url"].removeprefix(server.url))
    for left in ("2 tries are left", "1 try is left", "this request is over"):
        page.get_by_label("Last 3 digits of the ID").fill("999")
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("alert")).to_contain_text(left)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    page.get_by_role("alert").get_by_role("link", name="Go to your device").click()
    expect(page.get_by_test_id("personal-code")).to_be_visible()


def test_a_device_that_is_not_mine_is_turned_down(server: Server, windows: Windows) -> None:
    client = phone(server, "482093707")
    started = client.start_grant()
    page = customer(server, windows, "Carla", started["url"].removeprefix(server.url))
    page.get_by_role("button", name="Not mine").click()
    expect(page.get_by_role("heading", name="The device was not linked")).to_be_visible()
    again = customer(server, windows, "Carla", started["url"].removeprefix(server.url))
    expect(again.get_by_role("alert")).to_contain_text("Press Login in the RustDesk app again")


@pytest.mark.parametrize("path", ["/support", "/support/cleanup", "/support/subscriptions", "/support/lookup", "/support/phone"])
def test_the_desk_is_for_owners_admins_and_support(windows: Windows, path: str) -> None:
    page = windows.signed_in("manager", path)
    expect(page.get_by_text("This page is for owners, admins and support")).to_be_visible()


def test_a_phone_is_set_up(windows: Windows) -> None:
    desk = windows.signed_in("admin", "/support/phone")
    expect(desk.get_by_role("img", name="QR code with the settings for the RustDesk app")).to_be_visible()
    for way in ("By clipboard", "By command", "By hand"):
        expect(desk.get_by_role("region", name=way).get_by_role("button", name="Copy")).to_be_visible()
    look_at(desk)
