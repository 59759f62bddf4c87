"""Windows onto a running server; a test that fails leaves a picture of each under `build/e2e/`."""

from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from handfast.kernel.time import MINUTE
from tests.e2e.serving import serving
from tests.support.browser import PATIENCE, Camera, Windows, launch
from tests.support.server import Server

_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


def failed(test: pytest.Item) -> bool:
    return test.stash.get(_FAILED, False)


@pytest.fixture(scope="module")
def database_url(sqlite_url: str) -> str:
    """A browser cannot tell one database from the other; `test_story.py` makes sure of it."""
    return sqlite_url


@pytest.fixture(scope="module")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Its clock stands at today's date, like the browser's, and moves only by hand. A module's `SERVER` are its settings."""
    server = Server(database_url, tmp_path_factory.mktemp("data"), **getattr(request.module, "SERVER", {}))
    yield from serving(server)


# Not for the session: while Playwright is open, no other event loop can run in this thread.
@pytest.fixture(scope="package")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    return Camera(tmp_path_factory.mktemp("camera"))


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browsers(playwright: Playwright, camera: Camera) -> Iterator[Callable[[], Browser]]:
    """The browser of all tests, or another one once that has ended."""
    launched: list[Browser] = []

    def living() -> Browser:
        if not launched or not launched[-1].is_connected():
            launched.append(launch(playwright, camera))
        return launched[-1]

    yield living
    for browser in launched:
        browser.close()


@pytest.fixture
def browser(browsers: Callable[[], Browser]) -> Browser:
    return browsers()


@pytest.fixture
def windows(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Windows]:
    """Fails the test when a page had an error in its console, broke the content security policy or asked another server."""
    windows = Windows(browser, server)
    yield windows
    problems = [*windows.problems]  # in Firefox, taking a picture breaks the policy
    if failed(request.node):
        windows.keep_pictures(request.node.name)
    windows.close()
    server.clock.move(16 * MINUTE)  # the next test finds no live code and no limit of this one
    assert not problems
