"""What a person reads when the camera does not help, and how they get on."""

import json

import segno
from playwright.sync_api import Page, expect

from tests.e2e.steps import asks_to_join, link, pair, type_code
from tests.support.browser import Camera, Windows
from tests.support.pairing import new_code
from tests.support.server import Server


def hold_up(windows: Windows, camera: Camera, text: str) -> None:
    """A piece of paper with a QR code on it, in front of the camera."""
    paper = windows.blank()
    paper.set_content(f'<img src="{segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=4)}">')
    expect(paper.get_by_role("img")).to_be_visible()
    camera.show(paper)


def start_scanning(device: Page) -> None:
    device.get_by_role("button", name="Scan QR code").click()


def can_type(device: Page) -> bool:
    return device.get_by_label("Pairing code").is_visible() and device.get_by_role("button", name="Continue").is_visible()


def test_a_blocked_camera_says_how_to_allow_it_and_works_once_it_is(server: Server, windows: Windows, camera: Camera) -> None:
    hold_up(windows, camera, link(server, new_code(server)))
    device = windows.open("/pair", camera=False)
    start_scanning(device)
    expect(device.get_by_role("heading", name="The camera is blocked")).to_be_visible()
    expect(
        device.get_by_text("Click the sign left of the address and allow the camera. Then try again. Or type the code.", exact=True)
    ).to_be_visible()
    assert can_type(device)
    device.context.grant_permissions(["camera"])
    device.get_by_role("button", name="Try again").click()
    asks_to_join(device)


def test_without_a_camera_the_code_is_typed(windows: Windows, camera: Camera) -> None:
    camera.unplug()
    device = windows.open("/pair")
    start_scanning(device)
    expect(device.get_by_role("heading", name="No camera found")).to_be_visible()
    expect(device.get_by_text("This device has no camera the browser can use. Type the code instead.", exact=True)).to_be_visible()
    assert can_type(device)


def test_a_camera_that_sees_no_code_gets_tips_after_ten_seconds(windows: Windows, camera: Camera) -> None:
    device = windows.open("/pair")
    camera.show(device)
    device.clock.install()
    start_scanning(device)
    finder = device.get_by_test_id("step")
    expect(finder.get_by_text("Allow the camera if the browser asks.")).to_have_count(0)
    expect(finder.get_by_text("Loading the scanner…")).to_have_count(0)
    expect(finder.get_by_text("No luck yet?")).to_have_count(0)
    device.clock.fast_forward(10_000)
    expect(finder.get_by_text("No luck yet?")).to_be_visible()
    expect(finder.get_by_role("listitem")).to_have_text(
        [
            "Hold the device still, a hand’s length from the screen.",
            "Fit the whole QR code into the frame.",
            "Make the manager’s screen brighter, and tilt away from reflections.",
        ]
    )
    finder.get_by_role("button", name="Type the code instead").click()
    expect(device.get_by_label("Pairing code")).to_be_focused()


def test_a_foreign_code_is_named_as_such_and_the_search_goes_on(windows: Windows, camera: Camera) -> None:
    hold_up(windows, camera, "https://example.org/menu")
    device = windows.open("/pair")
    start_scanning(device)
    expect(device.get_by_text("That is not a pairing code. Look for the one on the manager’s screen.", exact=True)).to_be_visible()
    expect(device.get_by_role("heading", level=1)).to_have_text("Point the camera at the QR code")
    expect(device.get_by_role("button", name="Type the code instead")).to_be_visible()


def test_the_same_link_at_another_address_names_both_and_offers_typing(server: Server, windows: Windows, camera: Camera) -> None:
    code = new_code(server)
    hold_up(windows, camera, f"https://pair.example.org/p#1.{code.text}.{code.token}")
    device = windows.open("/pair")
    start_scanning(device)
    expect(
        device.get_by_text(
            f"That code is for another address. It opens https://pair.example.org, and this page is at {server.url}. "
            "Open that address on this device, or type the code here.",
            exact=True,
        )
    ).to_be_visible()
    device.get_by_role("button", name="Type the code instead").click()
    type_code(device, code.text)
    asks_to_join(device)


def test_a_browser_that_lends_no_camera_over_https_is_not_told_of_http(windows: Windows) -> None:
    device = windows.blank()
    device.add_init_script("delete Navigator.prototype.mediaDevices;")
    device.goto("/pair")
    expect(device.get_by_role("heading", name="This browser gives no access to the camera")).to_be_visible()
    expect(device.get_by_text("plain http")).to_have_count(0)
    assert can_type(device)


def test_a_camera_that_ends_says_so_and_can_be_tried_again(windows: Windows, camera: Camera) -> None:
    device = windows.open("/pair")
    camera.show(device)
    start_scanning(device)
    expect(device.locator("video")).to_have_js_property("paused", False)
    device.evaluate("document.querySelector('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))")
    expect(device.get_by_role("heading", name="The camera stopped")).to_be_visible()
    device.get_by_role("button", name="Try again").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Point the camera at the QR code")


def test_the_scanner_reads_the_card_of_the_requirement_too(server: Server, windows: Windows, camera: Camera) -> None:
    hold_up(windows, camera, json.dumps(new_code(server).named))
    device = windows.open("/pair")
    start_scanning(device)
    asks_to_join(device)
    pair(device, "Card reader")


def test_the_scanner_lets_go_of_the_camera_when_it_is_left(windows: Windows, camera: Camera) -> None:
    device = windows.open("/pair")
    camera.show(device)
    start_scanning(device)
    video = device.locator("video")
    expect(video).to_have_js_property("paused", False)
    tracks = device.evaluate_handle("() => document.querySelector('video').srcObject.getTracks()")
    device.get_by_role("button", name="Type the code instead").click()
    expect(video).to_have_count(0)
    assert tracks.evaluate("tracks => tracks.map(track => track.readyState)") == ["ended"]
