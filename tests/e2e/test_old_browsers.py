"""Browsers as old as Safari 14 and Chrome 87, and what those that are older still are told."""

from playwright.sync_api import Page, expect

from tests.e2e.steps import asks_to_join, dialog, link, pair, type_code
from tests.support.browser import Camera, Windows
from tests.support.pairing import new_code
from tests.support.server import Server

# What came after Safari 14 and Chrome 87. Wasm: without the policy's `wasm-unsafe-eval` nothing compiles there.
TAKEN_AWAY = """
delete Object.hasOwn;
delete Array.prototype.at;
delete String.prototype.at;
delete String.prototype.replaceAll;
delete Navigator.prototype.locks;
delete window.BroadcastChannel;
delete window.structuredClone;
delete Crypto.prototype.randomUUID;
delete HTMLDialogElement.prototype.showModal;
delete HTMLDialogElement.prototype.close;
delete Promise.any;
delete AbortSignal.timeout;
delete AbortSignal.any;
delete HTMLVideoElement.prototype.requestVideoFrameCallback;
for (const name of Object.getOwnPropertyNames(Element.prototype)) if (name.startsWith('aria')) delete Element.prototype[name];
"""


def old(windows: Windows) -> Page:
    page = windows.blank()
    page.add_init_script(TAKEN_AWAY)
    return page


def test_the_whole_way_works_without_what_came_after_safari_14_and_chrome_87(server: Server, windows: Windows) -> None:
    page = old(windows)
    page.goto("/pair")
    assert page.evaluate("[typeof navigator.locks, typeof BroadcastChannel].join()") == "undefined,undefined"
    type_code(page, new_code(server).text)
    asks_to_join(page)
    pair(page, "Old tablet")
    page.reload()
    expect(page.get_by_text("Online", exact=True)).to_be_visible()
    page.get_by_role("button", name="Unpair this device").click()
    dialog(page).get_by_role("button", name="Keep it paired").click()
    expect(dialog(page)).to_have_count(0)
    page.get_by_role("button", name="Unpair this device").click()
    dialog(page).get_by_role("button", name="Unpair", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This device is no longer paired")


def test_without_locks_and_channels_still_only_one_tab_acts_as_the_device(server: Server, windows: Windows) -> None:
    one = old(windows)
    one.goto(link(server, new_code(server)))
    pair(one, "Old twin")
    other = one.context.new_page()
    other.add_init_script(TAKEN_AWAY)
    other.goto("/pair")
    expect(other.get_by_role("heading", level=1)).to_have_text("Handfast is open in another tab")
    other.get_by_role("button", name="Use this tab").click()
    expect(other.get_by_text("Online", exact=True)).to_be_visible()
    expect(one.get_by_role("heading", level=1)).to_have_text("Handfast is open in another tab")


def test_an_old_browser_scans_with_the_decoder_that_is_left(server: Server, windows: Windows, camera: Camera) -> None:
    page = old(windows)
    page.goto("/pair")
    camera.show(page)
    page.get_by_role("button", name="Scan QR code").click()
    expect(page.get_by_text("Loading the scanner…")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Point the camera at the QR code")


def test_a_browser_that_can_compile_no_decoder_is_sent_to_the_camera_app(windows: Windows, camera: Camera) -> None:
    page = windows.blank()
    page.add_init_script("delete window.BarcodeDetector; WebAssembly.Module = function () { throw new Error('refused'); };")
    page.goto("/pair")
    camera.show(page)
    page.get_by_role("button", name="Scan QR code").click()
    expect(page.get_by_role("heading", name="This browser cannot read QR codes")).to_be_visible()
    expect(page.get_by_label("Pairing code")).to_be_visible()


def test_a_browser_that_lacks_more_is_told_that_it_is_too_old(windows: Windows) -> None:
    page = windows.blank()
    page.add_init_script("delete Element.prototype.replaceChildren;")
    page.goto("/pair")
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser is too old")


def test_a_script_that_the_browser_cannot_parse_is_told_as_its_age(windows: Windows) -> None:
    page = windows.blank()
    page.route("**/assets/device-*.js", lambda route: route.fulfill(content_type="text/javascript", body="const a = @;"))
    page.goto("/pair")
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser is too old")
    windows.problems.clear()  # the parse error is what this is about


def test_a_script_that_does_not_arrive_is_told_as_that(windows: Windows) -> None:
    page = windows.blank()
    page.route("**/assets/device-*.js", lambda route: route.abort())
    page.goto("/pair")
    expect(page.get_by_role("heading", level=1)).to_have_text("The page did not load")
