"""A browser that stands still holds up no other test."""

import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.support import browser as support
from tests.support.browser import Windows, send
from tests.support.server import Server


def test_a_browser_that_does_not_close_a_window_is_ended_and_the_next_test_has_another(
    browsers: Callable[[], Browser], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = browsers()
    windows = Windows(first, server)
    windows.open("/pair")
    monkeypatch.setattr(support, "CLOSING_SECONDS", 1.0)
    send(signal.SIGSTOP)
    windows.close()
    assert not first.is_connected()

    others = Windows(browsers(), server)
    expect(others.open("/pair").get_by_role("heading", level=1)).to_be_visible()
    others.close()
