"""A device that pairs and stays paired."""

from typing import Any

import segno

from handfast.kernel.time import SECOND
from tests.e2e.engines.windows import FOCUS_SHOWS, Window
from tests.e2e.steps import link
from tests.support.inside import run_job
from tests.support.pairing import new_code
from tests.support.server import Server

HEADING = "text => document.querySelector('h1')?.innerText === text"
BEATS = "() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/heartbeat')).length"
# A camera that is held in front of a QR code, given as rows of light and dark modules.
CAMERA = """rows => {
  const size = 8, border = 4;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = (rows.length + 2 * border) * size;
  const pen = canvas.getContext('2d');
  const draw = () => {
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = 'black';
    rows.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect((x + border) * size, (y + border) * size, size, size)));
  };
  draw();
  setInterval(draw, 40);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
}"""


def asks_to_join(window: Window) -> None:
    window.until(HEADING, "Join Fireflow Kitchen as a device of Maya Manager?")


def pair(window: Window, name: str) -> None:
    asks_to_join(window)
    window.type("Device name", name)
    window.press("Join")
    is_home(window, name)


def is_home(window: Window, name: str) -> None:
    window.until(HEADING, name)
    window.says("Online")


def listed(server: Server, name: str) -> dict[str, Any]:
    """The device as its manager's list has it."""
    devices = server.behind_the_scenes("manager", 0, "GET", "/api/devices").json()["items"]
    return next((device for device in devices if device["name"] == name), {"status": "gone"})


def manager_does(server: Server, action: str, name: str) -> None:
    path = f"/api/devices/{listed(server, name)['id']}/{action}"
    assert server.behind_the_scenes("manager", 0, "POST", path).status_code == 200


def heartbeat(window: Window) -> None:
    """The network came back, and the device does not wait for its next turn."""
    window.run("() => { dispatchEvent(new Event('online')); }")


def test_a_typed_code_pairs_and_the_device_obeys_its_manager(server: Server, window: Window) -> None:
    window.go(f"{server.url}/pair")
    window.type("Pairing code", new_code(server).text.lower())
    window.press("Continue")
    pair(window, "Till 1")
    window.says("Key kept on this device")
    window.reload()
    is_home(window, "Till 1")

    server.clock.move(76 * SECOND)
    run_job(server, "set silent devices offline")
    assert listed(server, "Till 1")["status"] == "offline"
    before = window.run(BEATS)
    heartbeat(window)
    window.until(f"before => ({BEATS})() > before", before)
    assert listed(server, "Till 1")["status"] == "online"

    manager_does(server, "disable", "Till 1")
    heartbeat(window)
    window.says("Blocked by a manager")
    manager_does(server, "enable", "Till 1")
    heartbeat(window)
    is_home(window, "Till 1")

    window.press("Unpair this device")
    window.until(FOCUS_SHOWS, "Unpair")
    window.key("Escape")
    window.until(FOCUS_SHOWS, "Unpair this device")
    window.press("Unpair this device")
    window.press("Unpair")
    window.until(HEADING, "This device is no longer paired")
    assert listed(server, "Till 1")["status"] == "gone"


def test_the_link_of_the_qr_pairs_and_leaves_the_address(server: Server, window: Window) -> None:
    window.go(link(server, new_code(server)))
    asks_to_join(window)
    assert window.run("() => location.href") == f"{server.url}/p"
    pair(window, "Kitchen screen")


def test_the_scanner_reads_what_the_camera_sees(server: Server, window: Window) -> None:
    qr = segno.make(link(server, new_code(server)), error="m", micro=False)
    window.go(f"{server.url}/pair")
    window.run(CAMERA, [[bool(dark) for dark in row] for row in qr.matrix])
    window.press("Scan QR code")
    pair(window, "Scanner")


def test_only_one_tab_acts_as_the_device(server: Server, window: Window) -> None:
    window.go(link(server, new_code(server)))
    pair(window, "Twin")
    other = window.another()
    other.go(f"{server.url}/pair")
    other.until(HEADING, "Handfast is open in another tab")
    other.press("Use this tab")
    is_home(other, "Twin")
    window.until(HEADING, "Handfast is open in another tab")
