"""What a person reads on the device when a code does not do, and how they get on."""

import json

import pytest
from playwright.sync_api import Page, expect

from handfast.kernel.time import MINUTE, SECOND
from tests.e2e.steps import asks_to_join, is_at, join, link, pair, type_code
from tests.support.browser import Windows
from tests.support.inside import settings
from tests.support.pairing import NEVER_GIVEN, VERIFY, Code, device, new_code, verify
from tests.support.server import Server

WRONG = "That code is wrong, used or expired. Compare it with the manager’s screen, or ask for a new one."


def complaint(page: Page, text: str, sentence: str) -> None:
    """Beside the field, which keeps what was typed and the focus."""
    type_code(page, text)
    field = page.get_by_label("Pairing code")
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(field).to_have_value(text)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def can_start_anew(page: Page) -> None:
    page.get_by_role("button", name="Use another code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pair this device")


def open_link(windows: Windows, server: Server, code: Code) -> Page:
    return windows.open(link(server, code))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "That is not a pairing code. Type the code you see on the manager’s screen."),
        ("K7Q", "That is not a pairing code. A code has 6 or 8 letters and digits. This one has 3."),
        ("K7Q-X4U", "That is not a pairing code. “U” is never part of a code. Compare it with the manager’s screen."),
        ("https://example.org/p#1.K7QX4M", "That is not a pairing code. Open a link or scan a QR code from the manager’s screen."),
    ],
)
def test_what_cannot_be_a_code_is_told_before_anyone_is_asked(windows: Windows, text: str, sentence: str) -> None:
    page = windows.open("/pair")
    complaint(page, text, sentence)


def test_a_wrong_code_stays_in_the_field_to_be_mended(server: Server, windows: Windows) -> None:
    code = new_code(server)
    page = windows.open("/pair")
    complaint(page, NEVER_GIVEN, WRONG)
    type_code(page, code.text)
    asks_to_join(page)


def test_a_pasted_code_goes_on_by_itself(server: Server, windows: Windows) -> None:
    code = new_code(server)
    page = windows.open("/pair")
    page.evaluate("text => navigator.clipboard.writeText(text)", f"{code.text[:3].lower()}-{code.text[3:].lower()}")
    page.get_by_label("Pairing code").focus()
    page.keyboard.press("Control+v")
    asks_to_join(page)


def test_a_typed_code_that_is_used_or_too_old_answers_like_a_wrong_one(server: Server, windows: Windows) -> None:
    used, old = new_code(server), new_code(server)
    assert verify(server, code=used.text).status_code == 200
    page = windows.open("/pair")
    complaint(page, used.text, WRONG)
    server.clock.move(16 * MINUTE)
    complaint(page, old.text, WRONG)


def test_an_expired_code_says_so(server: Server, windows: Windows) -> None:
    code = new_code(server)
    server.clock.move(16 * MINUTE)
    page = open_link(windows, server, code)
    is_at(page, "This code has expired", "A code works for 15 minutes at most. Ask the manager for a new code.")
    can_start_anew(page)


def test_a_code_that_expires_while_the_device_is_named_says_so(server: Server, windows: Windows) -> None:
    page = open_link(windows, server, new_code(server))
    asks_to_join(page)
    server.clock.move(16 * MINUTE)
    join(page, "Slow tablet")
    is_at(page, "This code has expired", "A code works for 15 minutes at most. Ask the manager for a new code.")
    can_start_anew(page)


def test_a_used_code_says_so(server: Server, windows: Windows) -> None:
    code = new_code(server)
    assert verify(server, token=code.token).status_code == 200
    page = open_link(windows, server, code)
    is_at(page, "This code was already used", "Each code pairs one device. Ask the manager for a new code.")
    can_start_anew(page)


def test_a_cancelled_code_says_that_it_is_over(server: Server, windows: Windows) -> None:
    code = new_code(server)
    assert server.as_("manager").delete(f"/api/invites/{code.id}").status_code == 204
    page = open_link(windows, server, code)
    is_at(page, "This code was cancelled", "A manager took it back. Ask the manager for a new code.")
    can_start_anew(page)


def test_an_unknown_link_says_so(server: Server, windows: Windows) -> None:
    page = windows.open(f"{server.url}/p#1.K7QX4M.{'A' * 22}")
    is_at(page, "This code is not known here", "It may be incomplete, or it belongs to another server. Ask the manager for a new code.")
    can_start_anew(page)


def test_a_link_from_a_newer_server_says_what_to_do(windows: Windows) -> None:
    page = windows.open("/p#2.SOMETHING.NEW")
    expect(page.get_by_role("alert")).to_have_text("This page is too old for that code. Reload the page and try the code again.")


def test_a_locked_code_says_so(server: Server, windows: Windows) -> None:
    code = new_code(server)
    for _ in range(5):
        assert verify(server, **{**code.named, "code": NEVER_GIVEN}).status_code == 401
    page = open_link(windows, server, code)
    is_at(page, "This code is locked", "It was entered wrong too often. Ask the manager for a new code.")
    can_start_anew(page)


def test_a_wrong_code_on_a_card_tells_how_many_tries_are_left(server: Server, windows: Windows) -> None:
    card = json.dumps({**new_code(server).named, "code": NEVER_GIVEN})
    page = windows.open("/pair")
    type_code(page, card)
    join(page, "Guesser")
    is_at(
        page,
        "That code is not right",
        "Compare it with the manager’s screen. 4 tries are left.",
    )
    can_start_anew(page)


def test_too_many_tries_say_how_long_to_wait_and_then_go_on(server: Server, windows: Windows) -> None:
    code, address = new_code(server), server.fresh_address()
    client = server.anonymous(address)
    for _ in range(10):
        assert client.post(VERIFY, json=device(code=NEVER_GIVEN)).status_code == 401
    page = windows.blank(address=address)
    page.clock.install()
    page.goto("/pair")
    type_code(page, code.text)
    is_at(page, "Too many tries", "Please wait 60 seconds and try again.")
    held = page.get_by_role("button", name="Try again in")
    expect(held).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Use another code")).to_be_visible()
    server.clock.move(MINUTE + SECOND)
    page.clock.fast_forward(61_000)
    page.get_by_role("button", name="Try again", exact=True).click()
    asks_to_join(page)


def test_without_a_network_it_says_so_and_goes_on_by_itself(server: Server, windows: Windows) -> None:
    code = new_code(server)
    page = windows.open("/pair")
    page.context.set_offline(True)
    type_code(page, code.text)
    is_at(
        page, "No connection", "This device cannot reach the server. Check the Wi-Fi. It continues by itself once the connection is back."
    )
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.context.set_offline(False)
    asks_to_join(page)


def test_an_answer_lost_on_the_way_does_not_cost_the_code(server: Server, windows: Windows) -> None:
    """The server pairs, the network goes before the device hears of it, and the second try brings the very same device."""
    page = open_link(windows, server, new_code(server))
    page.route("**/api/pairing/verify", lambda route: (route.fetch(), route.abort()))
    join(page, "Lost and found")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    page.unroute("**/api/pairing/verify")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lost and found")
    found = server.as_("manager").get("/api/devices", params={"search": "Lost and found"}).json()
    assert found["total"] == 1


def test_a_server_in_trouble_loses_nothing(server: Server, windows: Windows) -> None:
    page = windows.open("/pair")
    page.route(
        "**/api/pairing/preview",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body='{"code": "UNAVAILABLE"}'),
    )
    type_code(page, new_code(server).text)
    is_at(page, "The server is busy", "It should answer again in a moment. Nothing is lost.")
    page.unroute("**/api/pairing/preview")
    page.get_by_role("button", name="Try again").click()
    pair(page, "Patient till")


def test_a_manager_with_no_room_for_devices_is_told_apart(server: Server, windows: Windows) -> None:
    server.pair()
    settings(server, max_devices_per_person=1, device_limit_policy="refuse")
    page = open_link(windows, server, new_code(server))
    join(page, "One too many")
    is_at(
        page,
        "No room for another device",
        "This manager has as many devices as allowed. Ask them to remove one they no longer use, then try again.",
    )
    settings(server)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One too many")


def test_whoever_does_not_know_the_restaurant_can_say_no(server: Server, windows: Windows) -> None:
    page = open_link(windows, server, new_code(server))
    expect(page.get_by_text("Join only if somebody you know asked you to.")).to_be_visible()
    page.get_by_role("button", name="Not this one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pair this device")


def test_a_device_without_a_name_is_asked_for_one(server: Server, windows: Windows) -> None:
    page = open_link(windows, server, new_code(server))
    expect(page.get_by_label("Device name")).to_have_value("Linux-1280x720")
    join(page, "   ")
    expect(page.get_by_role("alert")).to_have_text(
        "Give this device a name that people can read, so that they can tell it from the others."
    )
    expect(page.get_by_label("Device name")).to_be_focused()


def test_a_reload_on_the_way_comes_back_to_the_same_step(server: Server, windows: Windows) -> None:
    page = open_link(windows, server, new_code(server))
    page.get_by_label("Device name").fill("Reloaded")
    expect(page.locator("html[data-saving]")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Device name")).to_have_value("Reloaded")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reloaded")
