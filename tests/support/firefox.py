"""Firefox as Debian ships it, driven by WebDriver BiDi.

Run as a module it prints the browser's path, or fails in one sentence.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("firefox-esr", "firefox")
PREFERENCES: dict[str, str | float | bool] = {"ui.prefersReducedMotion": 1, "network.captive-portal-service.enabled": False}


@cache
def executable() -> str:
    """The path of a Firefox that starts. Raises LookupError when there is none."""
    for name in (os.environ.get("FIREFOX", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0:
            return path
    raise LookupError("The browser tests need Firefox: install the package firefox-esr.")


def launch(playwright: Playwright, folder: Path) -> Browser:
    """Playwright starts the relay in `folder`, and the relay Firefox."""
    start = folder / "firefox"
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("bidi_relay.py")}" "{executable()}" "$@"\n')
    start.chmod(0o755)
    return playwright.firefox.launch(channel="moz-firefox", executable_path=start, headless=True, firefox_user_prefs=PREFERENCES)


if __name__ == "__main__":
    try:
        print(executable())
    except LookupError as error:
        sys.exit(str(error))
