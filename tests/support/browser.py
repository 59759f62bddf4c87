"""Chromium as people use it: one process for many tests, a window of its own for each person and device, and a camera that sees
what a test holds in front of it."""

import os
import re
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright, Request

from tests.support import chromium
from tests.support.server import Server

PICTURES = Path(__file__).parents[2] / "build" / "e2e"
# A name that is this machine, without the trust that browsers give to localhost.
PLAIN_HOST = "handfast.lan"
SCREEN = {"width": 1280, "height": 720}
PATIENCE = 10_000
CLOSING_SECONDS = 30.0
# A switch that Chromium does not know, by which its processes are found.
MARK = f"--started-by-tests={os.getpid()}"
# How the browser itself tells that an answer was a refusal or that the network was gone; what the page makes of it is what counts.
_NETWORK_NOTES = ("Failed to load resource:", "WebSocket connection to")
# Over plain http the browser leaves out what it grants to https alone, and says so.
_PLAIN_NOTES = ("The Cross-Origin-Opener-Policy header has been ignored",)


def picture_path(test: str, number: int) -> Path:
    """Where whoever asks why a test failed finds the picture of its window."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES / f"{re.sub(r'[^a-z0-9]+', '-', test.lower())}-{number}.png"


def send(signal_number: int) -> None:
    """To every process of every Chromium that these tests have launched."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if MARK.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal_number)


class Camera:
    """The file that Chromium takes for a camera. It is opened anew each time a page asks for the camera."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "camera.mjpeg"

    def show(self, page: Page) -> None:
        """Holds the camera in front of this screen, as it is now."""
        part = self.path.with_suffix(".part")
        page.screenshot(path=part, type="jpeg", quality=90)
        part.replace(self.path)

    def unplug(self) -> None:
        self.path.unlink(missing_ok=True)


def launch(playwright: Playwright, camera: Camera, *, keeps_pages: bool = False) -> Browser:
    """With `keeps_pages` a page that was left is kept and shown again as it was, as every browser does; Playwright switches that off."""
    args = [
        *chromium.ARGS,
        MARK,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera.path}",
        f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
    ]
    left_out = ["--disable-back-forward-cache"] if keeps_pages else []
    return playwright.chromium.launch(executable_path=chromium.executable(), headless=True, args=args, ignore_default_args=left_out)


class Windows:
    """The windows of one test. Whatever goes wrong in one of them without a person seeing it is kept in `problems`."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser = browser
        self._server = server
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def open(self, path: str = "/", *, camera: bool = True, **options: Any) -> Page:
        """A browser nobody has used before, at an address of its own: limits count by it."""
        page = self.blank(camera=camera, **options)
        page.goto(path)
        return page

    def signed_in(self, role: str, path: str = "/devices", tenant: int = 0, **options: Any) -> Page:
        """A browser in which this person has signed in before."""
        page = self.blank(**options)
        person = self._server.person(role, tenant)
        session = page.request.post("/api/session", data={"email": person.email, "password": person.password.reveal()})
        assert session.ok, session.text()
        page.goto(path)
        return page

    def blank(self, *, camera: bool = True, address: str | None = None, **options: Any) -> Page:
        """A window before its first page."""
        chosen: dict[str, Any] = {
            "base_url": self._server.url,
            "viewport": SCREEN,
            "locale": "en-GB",
            "reduced_motion": "reduce",
            "extra_http_headers": {"X-Forwarded-For": address or self._server.fresh_address()},
            "permissions": ["clipboard-read", "clipboard-write", *(["camera"] if camera else [])],
            **options,
        }
        context = self._browser.new_context(**chosen)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._note_console)
        context.on("weberror", lambda fault: self.problems.append(f"fault on the page: {fault.error}"))
        context.on("request", self._note_request)
        self._contexts.append(context)
        return context.new_page()

    def keep_pictures(self, name: str) -> None:
        """Of every page, for the test of this name."""
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            page.screenshot(path=picture_path(name, number))

    def close(self) -> None:
        """Chromium now and then never says that a window is closed. It is ended then: what the test found out stands."""
        stuck = threading.Timer(CLOSING_SECONDS, lambda: send(signal.SIGKILL))
        stuck.start()
        try:
            for context in self._contexts:
                context.close()
        except Error:
            if self._browser.is_connected():
                raise
        finally:
            stuck.cancel()

    def _note_console(self, message: ConsoleMessage) -> None:
        # A breach of the content security policy is told here too.
        if message.type in ("error", "warning") and not message.text.startswith((*_NETWORK_NOTES, *_PLAIN_NOTES)):
            self.problems.append(f"{message.type} in the console: {message.text}")

    def _note_request(self, request: Request) -> None:
        port = self._server.url.rpartition(":")[2]
        own = (f"{self._server.url}/", f"http://{PLAIN_HOST}:{port}/", f"http://localhost:{port}/", "data:", "blob:")
        if not request.url.startswith(own):
            self.problems.append(f"asked a stranger: {request.url}")
