"""The browser of the tests: Debian's Chromium, or whichever is there, or Playwright's own.

Run as a module it prints the browser's path, or fails in one sentence.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@cache
def executable() -> str:
    """The path of a Chromium that starts. Raises LookupError when there is none."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path and _starts(path):
            return path
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only when the system has none: it costs a second

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if Path(path).exists() and _starts(path):
        return path
    raise LookupError("The browser tests need Chromium: install the package chromium.")


def _starts(path: str) -> bool:
    return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0


if __name__ == "__main__":
    try:
        print(executable())
    except LookupError as error:
        sys.exit(str(error))
