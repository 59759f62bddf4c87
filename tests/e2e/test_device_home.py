"""The device after pairing: where its credential lies, and how its page follows what happens to it."""

import re

import pytest
from playwright.sync_api import Page, expect

from handfast.kernel.time import DAY
from tests.e2e.steps import asks_to_join, dialog, is_at, is_home, join, link, pair, type_code
from tests.support.browser import PLAIN_HOST, Windows
from tests.support.inside import settings
from tests.support.pairing import new_code
from tests.support.server import Server

# Everything this origin keeps, as text: buffers as their characters, keys as what may be done with them.
_KEPT = """async () => {
  const shown = (value) => {
    if (value instanceof CryptoKey) return { key: value.type, extractable: value.extractable };
    if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
    if (value && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part)]));
    return value;
  };
  const kept = { local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, rows: {} };
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const table of database.objectStoreNames) {
      const rows = database.transaction(table).objectStore(table);
      const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
      keys.forEach((key, at) => { kept.rows[key] = shown(values[at]); });
    }
    database.close();
  }
  return kept;
}"""


def pair_and_tell(page: Page, name: str) -> str:
    """Pairs; the token, as the network saw it."""
    asks_to_join(page)
    with page.expect_response("**/api/pairing/verify") as answer:
        join(page, name)
    token: str = answer.value.json()["auth_token"]
    is_home(page, name)
    return token


def test_the_key_cannot_be_taken_out_and_no_token_lies_about(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    token = pair_and_tell(page, "Vault")
    assert re.fullmatch("[0-9a-f]{64}", token)
    kept = page.evaluate(_KEPT)
    assert token not in str(kept)
    assert kept["rows"]["key"]["privateKey"] == {"key": "private", "extractable": False}
    assert kept["rows"]["seal"] == {"key": "secret", "extractable": False}
    assert (kept["local"], kept["session"], kept["cookie"]) == ({}, {}, "")


@pytest.fixture
def shell(windows: Windows) -> tuple[Page, dict[str, str]]:
    """The desktop shell's encrypted store, which is a dictionary here."""
    page, store = windows.blank(), dict[str, str]()

    def get(name: str) -> str | None:
        return store.get(name)

    page.expose_function("shellGet", get)
    page.expose_function("shellSet", lambda name, value: store.update({name: value}))
    page.expose_function("shellDelete", lambda name: store.pop(name, ""))
    page.add_init_script("window.electron = { store: { get: shellGet, set: shellSet, delete: shellDelete } }")
    return page, store


def test_in_the_desktop_shell_the_token_lies_in_its_store_alone(server: Server, shell: tuple[Page, dict[str, str]]) -> None:
    page, store = shell
    page.goto(link(server, new_code(server)))
    token = pair_and_tell(page, "Desktop")
    assert store["deviceAuthToken"] == token
    assert server.as_("manager").get(f"/api/devices/{store['deviceId']}").json()["name"] == "Desktop"
    kept = page.evaluate(_KEPT)
    assert token not in str(kept)
    assert not {"credential", "key"} & set(kept["rows"])
    page.reload()
    expect(page.get_by_text("Online", exact=True)).to_be_visible()
    page.get_by_role("button", name="Unpair this device").click()
    dialog(page).get_by_role("button", name="Unpair", exact=True).click()
    expect(page.get_by_role("heading", name="This device is no longer paired")).to_be_visible()
    assert store == {}


def test_plain_http_says_what_is_missing_and_a_typed_code_still_pairs(server: Server, windows: Windows) -> None:
    page = windows.open(server.url.replace("127.0.0.1", PLAIN_HOST) + "/pair")
    expect(page.get_by_role("heading", name="Scanning needs https")).to_be_visible()
    expect(
        page.get_by_text(
            "This page was opened over plain http, so the browser gives it no camera and no secure key. Typing the code works. "
            "For both, ask the manager for the https address.",
            exact=True,
        )
    ).to_be_visible()
    expect(page.get_by_role("button", name="Scan QR code")).to_have_count(0)
    type_code(page, new_code(server).text)
    asks_to_join(page)
    with page.expect_response("**/api/pairing/verify") as answer:
        join(page, "Plain tablet")
    assert answer.value.json()["token_type"] == "Bearer"
    note = "Plain http: this device holds no key of its own, and others on this network could listen in."
    expect(page.get_by_text(note)).to_be_visible()
    is_home(page, "Plain tablet")
    expect(page.get_by_text("Access token", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Online", exact=True)).to_be_visible()


def test_a_device_that_was_deleted_learns_it_and_forgets_its_credential(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    pair(page, "Short lived")
    manager = server.as_("manager")
    [found] = manager.get("/api/devices", params={"search": "Short lived"}).json()["items"]
    assert manager.delete(f"/api/devices/{found['id']}").status_code == 204
    page.reload()
    is_at(
        page,
        "This device is no longer paired",
        "A manager removed it, or its pairing ran out. Its credential has been deleted here. To go on, ask for a new code.",
    )
    assert not {"credential", "key", "identity"} & set(page.evaluate(_KEPT)["rows"])
    page.get_by_role("button", name="Pair again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pair this device")


def has_written_down(page: Page) -> None:
    """The token that a renewal brought. The one before is good for a while longer, but not for 65 days."""
    for _ in range(500):
        if "renewal" not in page.evaluate(_KEPT)["rows"]:
            return
    raise AssertionError("the page never wrote its new token down")


def test_a_device_renews_its_credential_before_it_runs_out(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    pair(page, "Long lived")
    server.clock.move(65 * DAY)
    with page.expect_response("**/api/devices/me/token") as renewed:
        page.reload()
    assert renewed.value.status == 200
    has_written_down(page)
    server.clock.move(65 * DAY)
    page.reload()
    expect(page.get_by_text("Online", exact=True)).to_be_visible()


def test_without_a_network_the_page_says_so_and_comes_back_by_itself(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    pair(page, "Wanderer")
    page.context.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    expect(page.get_by_test_id("step").get_by_text("No network. It keeps trying by itself.")).to_be_visible()
    page.get_by_role("button", name="Unpair this device").click()
    dialog(page).get_by_role("button", name="Unpair", exact=True).click()
    expect(dialog(page).get_by_role("alert")).to_have_text(
        "No connection: the server was not told. The manager can still remove the device."
    )
    expect(dialog(page).get_by_role("button", name="Remove it here anyway")).to_be_visible()
    dialog(page).get_by_role("button", name="Keep it paired").click()
    page.context.set_offline(False)
    expect(page.get_by_text("Online", exact=True)).to_be_visible()


def test_only_one_tab_acts_as_the_device(server: Server, windows: Windows) -> None:
    one = windows.open(link(server, new_code(server)))
    pair(one, "One of a kind")
    other = one.context.new_page()
    other.goto("/pair")
    is_at(
        other,
        "Handfast is open in another tab",
        "Only one tab can act as this device. Go back to the other tab, or use this one.",
    )
    other.get_by_role("button", name="Use this tab").click()
    expect(other.get_by_text("Online", exact=True)).to_be_visible()
    expect(one.get_by_role("heading", level=1)).to_have_text("Handfast is open in another tab")


def test_a_paired_device_that_opens_the_first_page_gets_its_own(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    pair(page, "Doorman")
    page.goto("/")
    is_home(page, "Doorman")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("It is paired as Doorman.")).to_be_visible()
    page.get_by_role("link", name="Open the page of this device").click()
    is_home(page, "Doorman")


def test_a_browser_that_is_not_paired_signs_in_and_keeps_nothing_of_a_device(windows: Windows) -> None:
    page = windows.open("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_role("link", name="Pair this device")).to_be_visible()
    assert page.evaluate("indexedDB.databases()") == []


def test_where_people_have_to_help_the_page_says_how_to_reach_them(server: Server, windows: Windows) -> None:
    owner = server.as_("owner")
    version = owner.get("/api/tenant").json()["version"]
    assert owner.patch("/api/tenant", json={"version": version, "settings": {"support_contact": "+43 1 234 567"}}).status_code == 200
    page = windows.open(link(server, new_code(server)))
    pair(page, "Lost till")
    [device] = owner.get("/api/devices", params={"search": "Lost till"}).json()["items"]
    owner.post(f"/api/devices/{device['id']}/disable")
    page.reload()
    expect(page.get_by_text("Blocked by a manager", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="+43 1 234 567")).to_have_attribute("href", "tel:+431234567")
    owner.delete(f"/api/devices/{device['id']}")
    page.reload()
    expect(page.get_by_role("heading", name="This device is no longer paired")).to_be_visible()
    expect(page.get_by_role("link", name="+43 1 234 567")).to_be_visible()


def test_continue_opens_the_companys_own_app(server: Server, windows: Windows) -> None:
    owner = windows.signed_in("owner", "/settings/pairing")
    field = owner.get_by_label("Your own app")
    field.fill("http://app.example.com")
    owner.get_by_role("button", name="Save").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("https://app.example.com/till")
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("Saved")).to_be_visible()
    page = windows.open(link(server, new_code(server)))
    pair(page, "App till")
    expect(page.get_by_role("link", name="Continue")).to_have_attribute("href", "https://app.example.com/till")
    settings(server)


def test_a_new_code_does_not_move_a_device_that_is_paired(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    pair(page, "Settled")
    page.goto(link(server, new_code(server)))
    expect(page.get_by_text("This device is already paired, so the new code was not used. To move it, unpair it first.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settled")
