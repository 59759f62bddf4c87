"""A restaurant that wants a manager's word for each device."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import asks_to_join, device_row, dialog, is_at, is_home, join, link, live, show_code, type_code
from tests.support.browser import Windows
from tests.support.inside import settings
from tests.support.pairing import new_code
from tests.support.server import Server


@pytest.fixture(autouse=True)
def _approval(server: Server) -> Iterator[None]:
    settings(server, approval="always")
    yield
    settings(server)


def ask(device: Page, name: str) -> None:
    asks_to_join(device)
    expect(device.get_by_text("Afterwards a manager has to confirm it on their own screen.")).to_be_visible()
    join(device, name)
    is_at(
        device,
        "Waiting for Maya Manager",
        f"A manager of Fireflow Kitchen has to confirm {name} under Devices. Keep this page open: it goes on by itself.",
    )
    expect(device.get_by_role("button", name="Cancel")).to_be_visible()


def test_a_device_waits_until_the_manager_approves_it_in_the_list(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    device = windows.open(link(server, new_code(server)))
    ask(device, "Terrace till")
    waiting = manager.get_by_role("region", name="Waiting for approval").get_by_role("article").filter(has_text="Terrace till")
    expect(waiting.get_by_role("heading")).to_have_text("Terrace till asks to join")
    waiting.get_by_role("button", name="Approve").click()
    is_home(device, "Terrace till")
    expect(waiting).to_have_count(0)
    expect(device_row(manager, "Terrace till")).to_contain_text("Online")


def test_a_device_that_is_not_theirs_is_turned_away(server: Server, windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    device = windows.open(link(server, new_code(server)))
    ask(device, "Stranger")
    manager.get_by_role("region", name="Waiting for approval").get_by_role("button", name="Not mine").click()
    is_at(device, "The manager declined", "This device was not let in. If that was a mistake, ask for a new code.")
    expect(manager.get_by_role("row").filter(has_text="Stranger")).to_have_count(0)
    device.get_by_role("button", name="Use another code").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Pair this device")


def test_the_open_dialog_asks_about_the_device_that_used_its_code(windows: Windows) -> None:
    manager = live(windows.signed_in("manager"))
    code = show_code(manager)
    device = windows.open("/pair")
    type_code(device, code)
    ask(device, "Counter 2")
    expect(dialog(manager).get_by_role("heading", name="Counter 2 asks to join")).to_be_visible()
    dialog(manager).get_by_role("button", name="Approve").click()
    expect(dialog(manager).get_by_role("heading", name="Counter 2 joined")).to_be_visible()
    is_home(device, "Counter 2")


def test_a_waiting_device_finds_its_place_again_after_a_reload(server: Server, windows: Windows) -> None:
    device = windows.open(link(server, new_code(server)))
    ask(device, "Patient tablet")
    device.reload()
    expect(device.get_by_role("heading", level=1)).to_have_text("Waiting for Maya Manager")
    owner = server.as_("owner")
    [waiting] = owner.get("/api/devices", params={"status": "waiting", "search": "Patient"}).json()["items"]
    assert owner.post(f"/api/devices/{waiting['id']}/approve").status_code == 200
    expect(device.get_by_role("heading", level=1)).to_have_text("Patient tablet")
