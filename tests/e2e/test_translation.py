"""A browser that translates the page replaces its texts behind the page's back, and the page goes on changing."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.steps import act_on, device_row, dialog, is_home, live, show_code
from tests.support.browser import Windows
from tests.support.pairing import new_code
from tests.support.server import Server

# As Chrome and Google Translate do it: each text gives way to two elements around its translation, and so does each text that
# comes later. Here the words stay what they are.
TRANSLATE = """() => {
  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    const isWords = (text) => text.data.trim() && !text.parentElement.closest('font, script, [translate=no]');
    for (let text; (text = walker.nextNode()); ) if (isWords(text)) texts.push(text);
    for (const text of texts) {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  translate(document.body);
  new MutationObserver(() => translate(document.body)).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


def translate(page: Page) -> Page:
    page.evaluate(TRANSLATE)
    return page


def status(manager: Page, name: str) -> Locator:
    return device_row(manager, name).locator("[data-status]")


def test_a_translated_list_says_of_each_device_what_is_so_now_and_nothing_else(server: Server, windows: Windows) -> None:
    device = server.pair(deviceName="Till 1")
    manager = translate(live(windows.signed_in("manager")))
    expect(status(manager, "Till 1")).to_have_text("Onlinenow")
    act_on(manager, "Till 1", "Disable")
    expect(status(manager, "Till 1")).to_have_text("Blockedseen just now")
    act_on(manager, "Till 1", "Enable")
    expect(status(manager, "Till 1")).to_have_text("Offlineseen just now")
    device.client.post("/api/devices/me/heartbeat", json={})
    expect(status(manager, "Till 1")).to_have_text("Onlinenow")


def test_a_translated_page_shows_a_code_and_the_device_that_used_it(server: Server, windows: Windows) -> None:
    manager = translate(live(windows.signed_in("manager")))
    show_code(manager)
    expect(dialog(manager).get_by_text("This code expires soon")).to_have_count(0)
    manager.keyboard.press("Escape")
    server.pair(deviceName="Newcomer")
    expect(status(manager, "Newcomer")).to_have_text("Onlinenow")
    manager.get_by_label("Search devices").fill("Newcomer")
    expect(manager.get_by_text("1 of 1 shown")).to_be_visible()
    manager.get_by_label("Search devices").fill("nothing of that name")
    expect(manager.get_by_role("heading", name="No device matches")).to_be_visible()
    manager.get_by_label("Search devices").fill("")
    expect(status(manager, "Newcomer")).to_be_visible()


def test_the_page_of_a_device_goes_on_in_a_translated_browser(server: Server, windows: Windows) -> None:
    code = new_code(server)
    page = windows.open(f"/p#1.{code.text}.{code.token}")
    translate(page)
    page.get_by_label("Device name").fill("Translated")
    page.get_by_role("button", name="Join").click()
    is_home(page, "Translated")
