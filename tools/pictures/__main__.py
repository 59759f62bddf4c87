"""Draws the pictures of the README anew, from the demo, in light and dark, with the browser of the tests."""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support import chromium

FOLDER = Path(__file__).parents[2] / "docs" / "img"
LARGEST = 150 * 1024
HOST = "handfast.lan"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 760}
SETTLING_MS = 400
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def demo(folder: str) -> Iterator[dict[str, Any]]:
    """What `handfast demo --json` tells, for as long as it runs. Its name is one that a device could reach."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "handfast", "demo", "--json", "--port", str(port)]
    environment = os.environ | {"HOME": folder, "HANDFAST_PUBLIC_URL": f"http://{HOST}:{port}"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


class Pictures:
    def __init__(self, browser: Browser, told: dict[str, Any], scheme: Literal["light", "dark"]) -> None:
        self._browser = browser
        self._url = told["url"]
        self._manager = next(one for one in told["tenants"][0]["people"] if one["role"] == "manager")
        self._scheme = scheme

    def draw(self) -> None:
        desk = self._open(DESK)
        desk.goto("/sign-in?next=%2Fdevices%3Fstatus%3Donline")
        desk.get_by_label("E-mail").fill(self._manager["email"])
        desk.get_by_label("Password", exact=True).fill(self._manager["password"])
        desk.get_by_role("button", name="Sign in").click()
        expect(desk.get_by_role("table", name="Devices").get_by_role("row").nth(8)).to_be_visible()
        self._keep("devices", self._shot(desk))
        desk.get_by_role("button", name="Pair device").click()
        expect(desk.get_by_test_id("pairing-qr").get_by_role("img")).to_be_visible()
        self._keep("pair", self._shot(desk))
        self._keep("device", self._in_a_row(self._steps_of_a_device(desk.get_by_test_id("pairing-code").inner_text())))

    def _steps_of_a_device(self, code: str) -> list[bytes]:
        phone = self._open(PHONE)
        phone.goto("/p")
        phone.get_by_label("Pairing code").fill(code)
        choose = self._shot(phone)
        phone.get_by_role("button", name="Continue").click()
        phone.get_by_label("Device name").fill("Waiter iPad 1")
        join = self._shot(phone)
        phone.get_by_role("button", name="Join").click()
        expect(phone.get_by_text("Online", exact=True)).to_be_visible()
        return [choose, join, self._shot(phone)]

    def _open(self, size: dict[str, int]) -> Page:
        viewport: Any = size
        context = self._browser.new_context(
            base_url=self._url, viewport=viewport, color_scheme=self._scheme, reduced_motion="reduce", locale="en-GB"
        )
        return context.new_page()

    def _shot(self, page: Page) -> bytes:
        page.evaluate("document.activeElement?.blur()")
        page.wait_for_timeout(SETTLING_MS)
        return page.screenshot()

    def _in_a_row(self, pictures: list[bytes]) -> bytes:
        page = self._open({"width": (PHONE["width"] + 20) * len(pictures) + 20, "height": PHONE["height"] + 40})
        style = "border-radius:24px;box-shadow:0 0 0 1px #8886"
        images = "".join(f'<img style="{style}" src="data:image/png;base64,{base64.b64encode(one).decode()}">' for one in pictures)
        page.set_content(f'<body style="display:flex;gap:20px;margin:20px;background:transparent">{images}')
        page.wait_for_timeout(SETTLING_MS)
        return page.screenshot(omit_background=True)

    def _keep(self, name: str, picture: bytes) -> None:
        file = FOLDER / f"{name}-{self._scheme}.png"
        file.write_bytes(picture)
        print(f"{file.name}: {len(picture) // 1024} kB")
        if len(picture) > LARGEST:
            sys.exit(f"{file.name} is larger than {LARGEST // 1024} kB.")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, demo(folder) as told, sync_playwright() as playwright:
        args = [
            *chromium.ARGS,
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
            f"--unsafely-treat-insecure-origin-as-secure={told['url']}",
        ]
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=args)
        for scheme in SCHEMES:
            Pictures(browser, told, scheme).draw()
        browser.close()


if __name__ == "__main__":
    main()
