"""A window of Firefox or WebKit, told in the same words what a person does. Whatever is not there yet is waited for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page, expect
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.browser import PATIENCE

FOCUS_SHOWS = """name => {
  const focused = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const named = (focused.getAttribute('aria-label') ?? focused.innerText).trim() === name;
  return named && outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
}"""
"""Whether what bears this name has the focus and a ring around it."""
_LOOK_EVERY = 0.05  # seconds
_NOT_YET = (StaleElementReferenceException, ElementNotInteractableException, ElementClickInterceptedException)
_SEEN = "const seen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === 'visible';"
_NAMED = f"""{_SEEN}
const name = (node) => (node.getAttribute('aria-label') ?? node.innerText).trim();
return [...document.querySelectorAll('button, a[href], [role=menuitem]')].find((node) => seen(node) && name(node) === arguments[0]);"""
_LABELLED = f"""{_SEEN}
const labels = [...document.querySelectorAll('label')].filter((label) => label.innerText.trim() === arguments[0]);
return labels.map((label) => label.control).find((field) => field && seen(field));"""
_SAID = f"""{_SEEN}
return [...document.body.querySelectorAll('*')].some((node) => seen(node) && node.innerText?.trim() === arguments[0]);"""
_KEEP_PROBLEMS = """window.problems = [];
addEventListener('error', ({ message }) => problems.push(message));
addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason)));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => problems.push(`${violatedDirective}: ${blockedURI}`));
const { error, warn } = console;
console.error = (...words) => { problems.push(words.join(' ')); error(...words); };
console.warn = (...words) => { problems.push(words.join(' ')); warn(...words); };"""


class Window(Protocol):
    def go(self, address: str) -> None:
        """To a whole address."""

    def reload(self) -> None: ...

    def back(self) -> None:
        """As the button of the browser does."""

    def another(self) -> "Window":
        """A second tab of the same browser."""

    def press(self, name: str) -> None:
        """With the mouse, on the button, link or menu item of this name."""

    def type(self, label: str, text: str) -> None:
        """Key by key into the field of this label, in place of what it holds."""

    def key(self, name: str) -> None:
        """One key, such as Tab, wherever the focus is."""

    def says(self, text: str) -> None:
        """Exactly this stands somewhere on the page."""

    def run(self, function: str, *arguments: Any) -> Any:
        """What this function of JavaScript returns."""

    def until(self, function: str, *arguments: Any) -> None:
        """As soon as this function of JavaScript returns something true."""


class FirefoxWindow:
    def __init__(self, page: Page) -> None:
        self._page = page

    def go(self, address: str) -> None:
        self._page.goto(address)

    def reload(self) -> None:
        self._page.reload()

    def back(self) -> None:
        self._page.go_back()

    def another(self) -> "FirefoxWindow":
        return FirefoxWindow(self._page.context.new_page())

    def press(self, name: str) -> None:
        button, link, item = [self._page.get_by_role(role, name=name, exact=True) for role in ("button", "link", "menuitem")]
        button.or_(link).or_(item).click()

    def type(self, label: str, text: str) -> None:
        field = self._page.get_by_label(label, exact=True)
        field.fill("")
        field.press_sequentially(text)

    def key(self, name: str) -> None:
        self._page.keyboard.press(name)

    def says(self, text: str) -> None:
        expect(self._page.get_by_text(text, exact=True).filter(visible=True).first).to_be_visible()

    def run(self, function: str, *arguments: Any) -> Any:
        return self._page.evaluate(f"given => ({function})(...given)", list(arguments))

    def until(self, function: str, *arguments: Any) -> None:
        self._page.wait_for_function(f"given => ({function})(...given)", arg=list(arguments))


class WebKitWindow:
    """The driver tells nothing of the console: each page keeps what went wrong, from when it is loaded, and all tabs gather it."""

    def __init__(self, driver: WebKitGTK, problems: list[str]) -> None:
        self._driver = driver
        self._tab = driver.current_window_handle
        self._wait = WebDriverWait(driver, PATIENCE / 1000, _LOOK_EVERY, _NOT_YET)
        self._problems = problems

    def go(self, address: str) -> None:
        self._leave()
        self._driver.get(address)
        self._driver.execute_script(_KEEP_PROBLEMS)

    def reload(self) -> None:
        self._leave()
        self._driver.refresh()
        self._driver.execute_script(_KEEP_PROBLEMS)

    def back(self) -> None:
        self._leave()
        self._driver.back()

    def another(self) -> "WebKitWindow":
        self._driver.switch_to.new_window("tab")
        return WebKitWindow(self._driver, self._problems)

    def press(self, name: str) -> None:
        self._with(_NAMED, name, WebElement.click)

    def type(self, label: str, text: str) -> None:
        def replace(field: WebElement) -> None:
            field.send_keys(Keys.CONTROL, "a")
            field.send_keys(text)

        self._with(_LABELLED, label, replace)

    def key(self, name: str) -> None:
        self._look()
        ActionChains(self._driver).send_keys(getattr(Keys, name.upper())).perform()

    def says(self, text: str) -> None:
        self._look()
        self._wait.until(lambda driver: driver.execute_script(_SAID, text), f"it does not say {text!r}")

    def run(self, function: str, *arguments: Any) -> Any:
        self._look()
        return self._driver.execute_script(f"return ({function})(...arguments)", *arguments)

    def until(self, function: str, *arguments: Any) -> None:
        self._wait.until(lambda _: self.run(function, *arguments), f"it does not become true: {function}")

    def picture(self, path: Path) -> None:
        self._look()
        self._driver.save_screenshot(path)

    def close(self) -> None:
        """With every tab."""
        for tab in self._driver.window_handles:
            self._tab = tab
            self._leave()
        self._driver.quit()

    def _look(self) -> None:
        self._driver.switch_to.window(self._tab)

    def _leave(self) -> None:
        self._look()
        self._problems += self._driver.execute_script("return window.problems?.splice(0) ?? []")

    def _with(self, script: str, name: str, action: Callable[[WebElement], None]) -> None:
        """Once it is there; a page that draws itself anew meanwhile is asked again."""
        self._look()

        def acted(driver: WebKitGTK) -> bool:
            found: WebElement | None = driver.execute_script(script, name)
            if found is not None:
                action(found)
            return found is not None

        self._wait.until(acted, f"there is no {name!r}")
