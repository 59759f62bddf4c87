"""What breaks below the device's page, and what it says: never that the network is at fault when it is not."""

import json

import pytest
from playwright.sync_api import Page, Request, Route, expect

from handfast.kernel.time import DAY
from tests.e2e.steps import asks_to_join, is_at, is_home, join, link, pair, type_code
from tests.support.browser import Windows
from tests.support.inside import settings
from tests.support.pairing import new_code
from tests.support.server import Server

# Keeps the handles that the page opens, so that a test can close them as a browser does.
HANDLES = """
window.handles = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...asked) {
  const request = open.apply(this, asked);
  request.addEventListener('success', () => window.handles.push(request.result));
  return request;
};
"""
NO_KEYS = """
const put = IDBObjectStore.prototype.put;
const holdsKey = (value) => value instanceof CryptoKey || (value && value.privateKey instanceof CryptoKey);
IDBObjectStore.prototype.put = function (value, name) {
  if (holdsKey(value)) throw new DOMException('', 'DataCloneError');
  return put.call(this, value, name);
};
"""
KEYLESS = (
    "This browser keeps no keys, so the device holds an access token without a key of its own. "
    "Whoever copies this browser’s data could use it."
)
BEAT = "**/api/devices/me/heartbeat"
ME = "**/api/devices/me"


def paired(server: Server, windows: Windows, name: str, script: str = "") -> Page:
    page = windows.blank()
    if script:
        page.add_init_script(script)
    page.goto(link(server, new_code(server)))
    pair(page, name)
    return page


def nonce_of(request: Request) -> str:
    sent: dict[str, str] = json.loads(request.post_data or "{}")
    return sent["clientNonce"]


def beat_now(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_storage_that_the_browser_closed_is_opened_again(server: Server, windows: Windows) -> None:
    page = paired(server, windows, "Sleeper", HANDLES)
    page.evaluate("handles.forEach((handle) => handle.close())")
    with page.expect_response(BEAT) as heartbeat:
        beat_now(page)
    assert heartbeat.value.status == 200
    expect(page.get_by_text("Online", exact=True)).to_be_visible()


def test_storage_that_stays_closed_reloads_the_page_once_and_then_says_so(server: Server, windows: Windows) -> None:
    page = paired(server, windows, "Closed", HANDLES)
    page.evaluate("""() => {
      IDBFactory.prototype.open = () => { throw new DOMException('', 'UnknownError'); };
      handles.forEach((handle) => handle.close());
    }""")
    with page.expect_event("load"):
        beat_now(page)
    is_home(page, "Closed")
    page.evaluate("""() => {
      IDBFactory.prototype.open = () => { throw new DOMException('', 'UnknownError'); };
      handles.forEach((handle) => handle.close());
    }""")
    beat_now(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser’s storage does not answer")
    page.get_by_role("button", name="Reload the page").click()
    is_home(page, "Closed")


def test_a_browser_that_keeps_no_keys_pairs_and_says_what_it_keeps(server: Server, windows: Windows) -> None:
    page = paired(server, windows, "Keyless", NO_KEYS)
    expect(page.get_by_text(KEYLESS, exact=True)).to_be_visible()
    expect(page.get_by_text("Access token", exact=True)).to_be_visible()
    page.reload()
    is_home(page, "Keyless")


def test_where_a_key_is_required_a_browser_without_one_is_told_so(server: Server, windows: Windows) -> None:
    settings(server, device_key="required")
    page = windows.blank()
    page.add_init_script(NO_KEYS)
    page.goto(link(server, new_code(server)))
    join(page, "Keyless")
    is_at(
        page,
        "This device needs its own key",
        "This company asks each device for a key of its own, and this browser cannot keep one. "
        "Open this page in another browser, and not in a private window.",
    )
    settings(server)


def test_a_full_disk_pairs_and_says_that_the_pairing_ends_with_the_page(server: Server, windows: Windows) -> None:
    full = "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };"
    page = paired(server, windows, "Full", full)
    expect(page.get_by_text("This window keeps nothing: closing it ends the pairing.")).to_be_visible()


@pytest.mark.parametrize(
    "broken",
    [
        "LockManager.prototype.request = () => new Promise(() => {});",
        "LockManager.prototype.request = () => Promise.reject(new DOMException('', 'SecurityError'));",
        "StorageManager.prototype.persist = () => new Promise(() => {});",
        "delete window.indexedDB; IDBFactory.prototype.open = () => { throw new DOMException('', 'InvalidStateError'); };",
    ],
    ids=["locks hang", "locks refuse", "nobody answers whether to keep the storage", "no storage"],
)
def test_what_a_browser_may_withhold_does_not_stop_a_pairing(server: Server, windows: Windows, broken: str) -> None:
    paired(server, windows, "Stubborn", broken)


def test_storage_that_never_answers_ends_in_a_page(windows: Windows) -> None:
    page = windows.blank()
    page.clock.install()
    page.add_init_script("IDBFactory.prototype.open = () => new EventTarget();")
    page.goto("/pair")
    for _ in range(2):
        page.clock.run_for(9_000)
        page.wait_for_load_state()
    page.clock.run_for(9_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser’s storage does not answer")


def test_a_fault_on_the_way_is_told_as_one_of_the_page_and_the_code_is_not_lost(server: Server, windows: Windows) -> None:
    page = windows.blank()
    page.add_init_script("if (!history.state?.reloadedAt) { history.replaceState({ reloadedAt: Date.now() }, ''); }")
    page.goto(link(server, new_code(server)))
    asks_to_join(page)
    page.evaluate("() => { SubtleCrypto.prototype.sign = () => Promise.reject(new DOMException('', 'OperationError')); }")
    join(page, "Broken pen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Something went wrong on this page")
    page.get_by_role("button", name="Reload the page").click()
    is_home(page, "Broken pen")


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (404, "text/plain", "no route"),
        (404, "application/json", '{"message": "no Route matched"}'),
        (200, "text/html", "<h1>Sign in to Guest Wi-Fi</h1>"),
        (200, "application/json", "{}"),
        (403, "application/problem+json", "{}"),
        (502, "text/html", "<h1>Bad gateway</h1>"),
    ],
)
def test_while_it_waits_for_its_manager_a_proxys_answer_is_none(
    server: Server, windows: Windows, status: int, kind: str, body: str
) -> None:
    settings(server, approval="always")
    page = windows.open(link(server, new_code(server)))
    page.clock.install()
    join(page, "Patient")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Waiting for Maya Manager")
    answered = []

    def instead(route: Route) -> None:
        answered.append(status)
        route.fulfill(status=status, content_type=kind, body=body)

    page.route("**/api/pairing/verify", instead)
    with page.expect_response("**/api/pairing/verify"):
        page.clock.run_for(4_000)
    expect(heading).to_have_text("Waiting for Maya Manager")
    page.unroute("**/api/pairing/verify")
    owner = server.as_("owner")
    [waiting] = owner.get("/api/devices", params={"status": "waiting", "search": "Patient"}).json()["items"]
    assert owner.post(f"/api/devices/{waiting['id']}/approve").status_code == 200
    settings(server)
    with page.expect_response("**/api/pairing/verify"):
        page.clock.run_for(4_000)
    expect(heading).to_have_text("Patient")
    assert answered
    owner.delete(f"/api/devices/{waiting['id']}")


def test_a_proxys_answer_never_unpairs_a_device(server: Server, windows: Windows) -> None:
    page = paired(server, windows, "Behind a proxy")
    page.route(
        "**/api/devices/me**", lambda route: route.fulfill(status=401, content_type="application/json", body='{"code": "INVALID_TOKEN"}')
    )
    page.reload()
    expect(page.get_by_text("Server not reachable", exact=True)).to_be_visible()
    page.unroute("**/api/devices/me**")
    page.reload()
    is_home(page, "Behind a proxy")


def test_a_proxys_answer_to_a_code_says_that_something_else_answered(server: Server, windows: Windows) -> None:
    page = windows.open("/pair")
    page.route("**/api/pairing/preview", lambda route: route.fulfill(status=404, content_type="text/plain", body="no route"))
    type_code(page, new_code(server).text)
    expect(page.get_by_role("heading", level=1)).to_have_text("No answer from the server")
    page.unroute("**/api/pairing/preview")
    page.get_by_role("button", name="Try again").click()
    asks_to_join(page)


def test_storage_cleared_under_the_open_page_is_told_as_that(server: Server, windows: Windows) -> None:
    page = paired(server, windows, "Wiped")
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "all"})
    beat_now(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("This device is no longer paired")
    expect(page.get_by_text("This browser’s storage was cleared, and the pairing was kept there.")).to_be_visible()


def test_each_renewal_has_a_nonce_of_its_own_and_a_lost_answer_keeps_it_over_a_reload(server: Server, windows: Windows) -> None:
    page = paired(server, windows, "Renewer")
    asked = []

    def lose(route: Route) -> None:
        asked.append(nonce_of(route.request))
        route.fetch()
        route.abort()

    page.route("**/api/devices/me/token", lose)
    server.clock.move(65 * DAY)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/token")):
        page.reload()
    page.unroute("**/api/devices/me/token")
    with page.expect_response("**/api/devices/me/token") as renewed:
        page.reload()
    again = nonce_of(renewed.value.request)
    assert (renewed.value.status, again) == (200, asked[0])
    is_home(page, "Renewer")
    server.clock.move(65 * DAY)
    with page.expect_response("**/api/devices/me/token") as next_one:
        page.reload()
    assert nonce_of(next_one.value.request) != again


def test_a_device_whose_clock_is_an_hour_off_holds_its_key(server: Server, windows: Windows) -> None:
    page = windows.blank()
    page.add_init_script("const now = Date.now; Date.now = () => now() - 3600000;")
    page.goto(link(server, new_code(server)))
    pair(page, "Slow clock")
    expect(page.get_by_text("Key kept on this device", exact=True)).to_be_visible()


def test_no_code_is_used_before_its_nonce_would_survive_a_reload(server: Server, windows: Windows) -> None:
    page = windows.blank()
    page.add_init_script("""
      const put = IDBObjectStore.prototype.put;
      const ask = window.fetch;
      let kept = 0;
      window.keptAtVerify = undefined;
      IDBObjectStore.prototype.put = function (value, name) {
        if (name === 'draft') this.transaction.addEventListener('complete', () => { kept++; });
        return put.call(this, value, name);
      };
      window.fetch = (path, init) => {
        if (path === '/api/pairing/verify') window.keptAtVerify ??= [kept, 'saving' in document.documentElement.dataset];
        return ask(path, init);
      };
    """)
    page.goto(link(server, new_code(server)))
    pair(page, "Careful")
    drafts, is_saving = page.evaluate("window.keptAtVerify")
    assert drafts > 0
    assert not is_saving


def test_a_reload_while_it_joins_finds_the_nonce_and_so_its_device(server: Server, windows: Windows) -> None:
    page = windows.open(link(server, new_code(server)))
    nonces = []

    def lose(route: Route) -> None:
        nonces.append(nonce_of(route.request))
        route.fetch()
        page.evaluate("setTimeout(() => location.reload())")
        route.abort()

    page.route("**/api/pairing/verify", lose, times=1)
    with page.expect_event("load"):
        join(page, "Reloader")
    is_home(page, "Reloader")
    assert server.as_("manager").get("/api/devices", params={"search": "Reloader"}).json()["total"] == 1
