"""The engines that are not Chromium's: each test here runs in Firefox and in WebKit."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from handfast.kernel.time import MINUTE
from tests.e2e.conftest import failed
from tests.e2e.engines.windows import FirefoxWindow, WebKitWindow, Window
from tests.support import firefox
from tests.support.browser import Windows, picture_path
from tests.support.server import Server
from tests.support.webkit import Display

Open = Callable[[], Window]


@pytest.fixture(scope="package")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = firefox.launch(playwright, tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def display() -> Iterator[Display]:
    display = Display()
    yield display
    display.close()


@pytest.fixture(params=["firefox", "webkit"])
def new_window(request: pytest.FixtureRequest) -> Open:
    """Opens windows that nobody has used before."""
    return request.getfixturevalue(f"in_{request.param}")


@pytest.fixture
def in_firefox(windows: Windows) -> Open:
    return lambda: FirefoxWindow(windows.blank(permissions=[]))


@pytest.fixture
def in_webkit(display: Display, server: Server, request: pytest.FixtureRequest) -> Iterator[Open]:
    opened: list[WebKitWindow] = []
    problems: list[str] = []

    def new() -> Window:
        opened.append(WebKitWindow(display.open(), problems))
        return opened[-1]

    yield new
    if failed(request.node):
        for number, window in enumerate(opened, 1):
            window.picture(picture_path(request.node.name, number))
    for window in opened:
        window.close()
    server.clock.move(16 * MINUTE)  # the next test finds no live code and no limit of this one
    assert not problems


@pytest.fixture
def window(new_window: Open) -> Window:
    return new_window()
