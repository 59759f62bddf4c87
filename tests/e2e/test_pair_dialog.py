"""The manager's dialog: a code in every way a person may want it, and what becomes of it."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handfast.kernel.time import MINUTE
from tests.e2e.steps import asks_to_join, dialog, live, pair, show_code, type_code, waiting_codes
from tests.support.browser import Camera, Windows
from tests.support.pairing import NEVER_GIVEN, verify
from tests.support.server import Server

SERVER: dict[str, Any] = {"mail": False}


def pair_button(manager: Page) -> Any:
    return manager.get_by_role("button", name="Pair device")


def test_a_code_warns_before_it_ends_says_when_it_has_and_one_press_gives_a_new_one(server: Server, windows: Windows) -> None:
    manager = windows.signed_in("manager", "/account")
    manager.clock.install()
    manager.goto("/devices")
    code = show_code(manager)
    timer = dialog(manager).get_by_role("timer", name="Time left")
    expect(timer).to_contain_text("14:5")

    manager.clock.fast_forward(13 * MINUTE + 10_000)
    server.clock.move(13 * MINUTE + 10_000)
    expect(timer).to_contain_text("1:")
    expect(dialog(manager).get_by_text("This code expires soon. Get a new one if you need more time.")).to_be_visible()
    expect(dialog(manager).get_by_role("status").filter(has_text="2 minutes left.")).to_have_count(1)

    manager.clock.fast_forward(2 * MINUTE)
    server.clock.move(2 * MINUTE)
    expect(timer).to_have_text("Expired")
    expect(dialog(manager).get_by_role("img", name="QR code, expired")).to_be_visible()
    expect(dialog(manager).get_by_role("status").filter(has_text="The code has expired.")).to_have_count(1)
    expect(dialog(manager).get_by_role("button", name="New code")).to_be_focused()
    manager.keyboard.press("Enter")
    expect(timer).to_contain_text("14:5")
    assert manager.get_by_test_id("pairing-code").inner_text() != code


def test_a_new_code_leaves_the_old_one_good(windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    old = show_code(manager)
    expect(dialog(manager).get_by_text("Never send this code to anyone you don’t know.")).to_be_visible()
    dialog(manager).get_by_role("button", name="New code").click()
    expect(manager.get_by_test_id("pairing-code")).not_to_have_text(old)
    device = windows.open("/pair")
    type_code(device, old)
    asks_to_join(device)


def test_without_mail_the_button_says_why_it_is_off(windows: Windows) -> None:
    manager = windows.signed_in("manager")
    show_code(manager)
    button = dialog(manager).get_by_role("button", name="Send by e-mail")
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description("This server has no e-mail set up. Copy the link instead.")
    expect(dialog(manager).get_by_text("This server has no e-mail set up. Copy the link instead.")).to_be_visible()


@pytest.mark.parametrize(("kind", "mime"), [("SVG", "image/svg+xml"), ("PNG", "image/png")])
def test_a_downloaded_qr_leads_the_device_here(windows: Windows, camera: Camera, kind: str, mime: str) -> None:
    manager = windows.signed_in("manager")
    code = show_code(manager)
    with manager.expect_download() as download:
        dialog(manager).get_by_role("link", name=f"Download QR as {kind}").click()
    assert download.value.suggested_filename == f"pairing-{code.replace('-', '')}.{kind.lower()}"
    picture = base64.b64encode(download.value.path().read_bytes()).decode()
    paper = windows.blank()
    paper.set_content(f'<img width="400" src="data:{mime};base64,{picture}">')
    camera.show(paper)
    device = windows.open("/pair")
    device.get_by_role("button", name="Scan QR code").click()
    asks_to_join(device)


def test_the_code_and_the_link_are_copied(windows: Windows) -> None:
    manager = windows.signed_in("manager")
    code = show_code(manager)
    dialog(manager).get_by_role("button", name="Copy code").click()
    expect(dialog(manager).get_by_text("Copied")).to_be_visible()
    assert manager.evaluate("navigator.clipboard.readText()") == code
    dialog(manager).get_by_role("button", name="Copy link").click()
    expect(dialog(manager).get_by_text("Copied")).to_have_count(2)
    device = windows.open(manager.evaluate("navigator.clipboard.readText()"))
    asks_to_join(device)


def test_a_sheet_of_codes_is_printed_and_ticked_off(windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    show_code(manager)
    dialog(manager).get_by_role("button", name="3 codes").click()
    codes = dialog(manager).get_by_role("listitem")
    expect(codes).to_have_count(3)
    expect(codes.filter(has_text="Waiting for a device")).to_have_count(3)

    manager.evaluate("() => { window.print = () => { window.printed = true; }; }")
    dialog(manager).get_by_role("button", name="Print the sheet").click()
    assert manager.evaluate("() => window.printed")
    manager.emulate_media(media="print")
    paper = manager.locator("[data-print-sheet] article")
    expect(paper).to_have_count(3)
    expect(paper.nth(1)).to_be_visible()
    expect(paper.nth(1)).to_contain_text("Fireflow Kitchen")
    expect(paper.nth(1)).to_contain_text("Valid once, until")
    expect(manager.get_by_role("heading", name="Devices", exact=True)).not_to_be_visible()
    manager.emulate_media(media="screen")

    device = windows.open("/pair")
    type_code(device, codes.nth(1).locator("bdi").inner_text())
    pair(device, "Bar 2")
    expect(codes.nth(1)).to_contain_text("Bar 2 joined")
    expect(codes.filter(has_text="Waiting for a device")).to_have_count(2)


def test_escape_closes_the_dialog_and_the_code_lives_on_in_the_list(windows: Windows) -> None:
    manager = windows.signed_in("manager")
    code = show_code(manager)
    manager.keyboard.press("Escape")
    expect(dialog(manager)).to_have_count(0)
    expect(pair_button(manager)).to_be_focused()
    waiting = waiting_codes(manager).filter(has_text="Code for a new device")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("by Maya Manager, until")
    waiting.get_by_role("button", name="Show code").click()
    expect(manager.get_by_test_id("pairing-code")).to_have_text(code)
    manager.keyboard.press("Escape")
    waiting.get_by_role("button", name="Cancel").click()
    expect(waiting).to_have_count(0)


def test_when_too_many_codes_wait_the_oldest_can_make_room(server: Server, windows: Windows) -> None:
    for _ in range(10):
        server.invite()
    manager = windows.signed_in("manager")
    pair_button(manager).click()
    expect(dialog(manager)).to_contain_text(
        "As many codes as allowed are already waiting. Cancel one, or wait until one is used or expires."
    )
    dialog(manager).get_by_role("button", name="Cancel the oldest of 10 codes and make a new one").click()
    expect(manager.get_by_test_id("pairing-code")).to_be_visible()


def test_a_code_that_only_this_computer_can_open_says_so(windows: Windows) -> None:
    manager = windows.signed_in("manager")
    show_code(manager)
    expect(dialog(manager)).to_contain_text("Only this computer can open this code: it holds the address 127.0.0.1")


def test_a_device_that_joined_again_takes_its_old_place_in_one_press(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    old = server.pair(deviceName="Bar iPad")
    code = show_code(manager)
    new = verify(server, code=code.replace("-", ""), deviceName="Bar iPad").json()["device_id"]
    expect(dialog(manager)).to_contain_text("Does it replace Bar iPad, last seen")
    dialog(manager).get_by_role("button", name="Replace the old one").click()
    expect(dialog(manager).get_by_role("button", name="Replace the old one")).to_have_count(0)
    left = server.as_("manager").get("/api/devices", params={"search": "Bar iPad"}).json()["items"]
    assert [device["id"] for device in left] == [new]
    assert old.client.get("/api/devices/me").status_code == 401


def test_a_code_that_gets_locked_says_so_in_the_open_dialog(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    show_code(manager)
    [code] = server.as_("manager").get("/api/invites", params={"state": "live"}).json()["items"]
    for _ in range(5):
        verify(server, codeId=code["id"], code=NEVER_GIVEN, restaurantId=server.tenants[0].id)
    expect(dialog(manager)).to_contain_text("This code was mistyped too often and is locked, so that nobody can guess it.")
    dialog(manager).get_by_role("button", name="New code").click()
    expect(manager.get_by_test_id("pairing-code")).to_be_visible()


def test_the_device_that_joined_is_named_and_another_can_follow(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    code = show_code(manager)
    assert verify(server, code=code.replace("-", ""), deviceName="Linux-1280x720").status_code == 200
    expect(dialog(manager).get_by_role("heading", name="Linux-1280x720 joined")).to_be_focused()
    dialog(manager).get_by_label("Its name").fill("Dessert till")
    dialog(manager).get_by_role("button", name="Rename").click()
    expect(dialog(manager).get_by_role("heading", name="Dessert till joined")).to_be_visible()
    dialog(manager).get_by_role("button", name="Pair another").click()
    expect(manager.get_by_test_id("pairing-code")).to_be_visible()
    manager.keyboard.press("Escape")
    expect(manager.get_by_role("row").filter(has_text="Dessert till")).to_be_visible()
