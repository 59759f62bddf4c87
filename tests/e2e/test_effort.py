"""How little it takes to pair: taps and keys are counted by the page's own events, the time is told and not judged."""

import time

from playwright.sync_api import Page, expect

from tests.e2e.steps import asks_to_join, live, show_code
from tests.support.browser import Camera, Windows

_COUNT = """
  window.effort = { taps: 0, keys: 0 };
  addEventListener('click', (event) => { if (event.isTrusted) window.effort.taps++; }, true);
  addEventListener('keydown', (event) => { if (event.isTrusted) window.effort.keys++; }, true);
"""


def at_the_page(windows: Windows) -> Page:
    device = windows.blank()
    device.add_init_script(_COUNT)
    device.goto("/p")
    expect(device.get_by_role("heading", level=1)).to_have_text("Pair this device")
    return device


def join_under_the_name_it_has(device: Page) -> None:
    asks_to_join(device)
    expect(device.get_by_label("Device name")).not_to_have_value("")
    device.get_by_role("button", name="Join").click()
    expect(device.get_by_test_id("step")).to_have_attribute("data-step", "home")


def test_scanning_takes_two_taps(windows: Windows, camera: Camera) -> None:
    manager = live(windows.signed_in("manager"))
    show_code(manager)
    camera.show(manager)
    device = at_the_page(windows)
    began = time.monotonic()
    device.get_by_role("button", name="Scan QR code").click()
    join_under_the_name_it_has(device)
    print(f"from the scan to paired: {time.monotonic() - began:.1f} s")
    assert device.evaluate("window.effort") == {"taps": 2, "keys": 0}


def test_typing_takes_six_keys_and_two_taps(windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    code = show_code(manager).replace("-", "")
    device = at_the_page(windows)
    began = time.monotonic()
    device.get_by_label("Pairing code").focus()
    device.keyboard.type(code.lower())
    device.get_by_role("button", name="Continue").click()
    join_under_the_name_it_has(device)
    print(f"from the first key to paired: {time.monotonic() - began:.1f} s")
    assert device.evaluate("window.effort") == {"taps": 2, "keys": 6}
