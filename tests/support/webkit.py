"""WebKit, the engine of every browser on iPhones and iPads: Debian's WebKitGTK on a display that nobody sees.

Run as a module it prints the driver's path, or fails in one sentence.
"""

import os
import shutil
import subprocess
import sys
import warnings
from functools import cache

from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.webkitgtk.service import Service

from tests.support.browser import SCREEN


@cache
def driver() -> str:
    """The path of WebKit's driver. Raises LookupError when it or the display it needs is not there."""
    path = shutil.which("WebKitWebDriver")
    if path is None or shutil.which("Xvfb") is None:
        raise LookupError("The browser tests need WebKit on a virtual display: install the packages webkit2gtk-driver and xvfb.")
    return path


class Display:
    """A display in memory; WebKitGTK draws on nothing less."""

    def __init__(self) -> None:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{SCREEN['width']}x1000x24", "-nolisten", "tcp"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        self._name = f":{self._process.stdout.readline().strip()}"

    def open(self) -> WebKitGTK:
        """A browser nobody has used before. A driver knows one window only, so each has a driver, at a port of its own."""
        service = Service(driver(), log_output=subprocess.DEVNULL, env={**os.environ, "DISPLAY": self._name})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Selenium warns of what it does itself
            return WebKitGTK(WebKitGTKOptions(), service)

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate()


if __name__ == "__main__":
    try:
        print(driver())
    except LookupError as error:
        sys.exit(str(error))
