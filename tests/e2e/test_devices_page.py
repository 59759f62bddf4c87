"""The manager's list of devices, right at any moment."""

import re
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect

from handfast.kernel.time import MINUTE
from tests.e2e.steps import act_on, device_row, dialog, live
from tests.support.browser import Windows
from tests.support.inside import run_job
from tests.support.pairing import many_codes, verify
from tests.support.server import Server


def rows(manager: Page) -> Any:
    return manager.get_by_role("table", name="Devices").locator("tbody").get_by_role("row")


def chip(manager: Page, name: str) -> Any:
    return manager.get_by_role("group", name="Show by status").get_by_role("button", name=name)


def test_an_empty_list_shows_how_to_begin(windows: Windows) -> None:
    manager = windows.signed_in("manager")
    expect(manager.get_by_role("heading", name="Pair your first device")).to_be_visible()
    expect(manager.get_by_role("button", name="Pair device")).to_have_count(1)


def test_the_list_is_in_the_order_that_its_menu_says(server: Server, windows: Windows) -> None:
    for name in ("Zebra 13", "Apple 2", "Mango 110", "Mango 13"):
        server.pair(deviceName=name)
        server.clock.move(MINUTE)
    manager = windows.signed_in("manager")
    order = manager.get_by_label("Sort devices")
    expect(order).to_have_value("-paired_at")
    expect(rows(manager).first).to_contain_text("Mango 13")
    expect(rows(manager).nth(3)).to_contain_text("Zebra 13")
    order.select_option(label="By name")
    for place, name in enumerate(("Apple 2", "Mango 13", "Mango 110", "Zebra 13")):
        expect(rows(manager).nth(place)).to_contain_text(name)


def test_a_device_is_renamed_and_the_focus_comes_back(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Till 7")
    manager = windows.signed_in("manager")
    act_on(manager, "Till 7", "Rename")
    expect(dialog(manager).get_by_label("Name")).to_be_focused()
    dialog(manager).get_by_label("Name").fill("Till at the door")
    dialog(manager).get_by_role("button", name="Save").click()
    expect(device_row(manager, "Till at the door")).to_be_visible()
    expect(manager.get_by_role("button", name="Actions for Till at the door")).to_be_focused()


def test_what_is_pressed_twice_at_once_is_sent_once(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Eager till")
    manager = windows.signed_in("manager")
    sent: list[str] = []
    manager.on("request", lambda request: sent.append(request.method) if request.method == "PATCH" else None)
    act_on(manager, "Eager till", "Rename")
    dialog(manager).get_by_label("Name").fill("Eager till 2")
    dialog(manager).get_by_role("button", name="Save").evaluate("button => { button.click(); button.click(); }")
    expect(device_row(manager, "Eager till 2")).to_be_visible()
    expect(dialog(manager)).to_have_count(0)
    assert sent == ["PATCH"]


def test_turning_the_screen_leaves_the_dialog_and_what_was_typed(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Turned tablet")
    manager = windows.signed_in("manager")
    act_on(manager, "Turned tablet", "Rename")
    dialog(manager).get_by_label("Name").fill("Turned and typed")
    manager.set_viewport_size({"width": 390, "height": 844})
    expect(dialog(manager).get_by_label("Name")).to_have_value("Turned and typed")
    dialog(manager).get_by_role("button", name="Save").click()
    expect(manager.get_by_role("link", name="Turned and typed")).to_be_visible()


def test_a_device_is_deleted_only_after_the_dialog_named_the_effect(server: Server, windows: Windows) -> None:
    device = server.pair(deviceName="Old tablet")
    manager = windows.signed_in("manager")
    act_on(manager, "Old tablet", "Delete")
    expect(dialog(manager).get_by_role("heading", name="Delete Old tablet?")).to_be_visible()
    expect(dialog(manager)).to_contain_text("Old tablet is signed out at once and can no longer reach your data.")
    dialog(manager).get_by_role("button", name="Cancel").click()
    expect(device_row(manager, "Old tablet")).to_be_visible()
    act_on(manager, "Old tablet", "Delete")
    dialog(manager).get_by_role("button", name="Delete device").click()
    expect(manager.get_by_role("row").filter(has_text="Old tablet")).to_have_count(0)
    assert device.client.get("/api/devices/me").status_code == 401


def test_the_list_is_searched_filtered_and_paged_and_the_address_remembers_it(server: Server, windows: Windows) -> None:
    for number, code in enumerate(many_codes(server, 30), 1):
        assert verify(server, token=code.token, deviceName=f"Tablet {number:02}").status_code == 200
    server.pair(deviceName="Terrace till")
    manager = windows.signed_in("manager")
    expect(rows(manager)).to_have_count(25)
    manager.get_by_role("button", name="Show more").click()
    expect(manager.get_by_role("button", name="Show more")).to_have_count(0)
    manager.get_by_label("Sort devices").select_option("By name")
    manager.get_by_label("Search devices").fill("tablet")
    expect(rows(manager).first).to_contain_text("Tablet 01")

    manager.get_by_label("Search devices").fill("terr")
    expect(rows(manager)).to_have_count(1)
    expect(manager).to_have_url(re.compile("search=terr"))
    act_on(manager, "Terrace till", "Disable")
    expect(device_row(manager, "Terrace till")).to_contain_text("Blocked")
    manager.get_by_label("Search devices").fill("")
    chip(manager, "Blocked").click()
    expect(rows(manager)).to_have_count(1)
    expect(chip(manager, "Blocked")).to_have_text("Blocked 1")
    manager.reload()
    expect(chip(manager, "Blocked")).to_have_attribute("aria-pressed", "true")
    expect(rows(manager)).to_have_count(1)
    manager.get_by_label("Search devices").fill("nothing like it")
    expect(manager.get_by_text("No device matches")).to_be_visible()


def test_a_device_that_falls_silent_goes_offline_by_itself(server: Server, windows: Windows) -> None:
    device = server.pair(deviceName="Sleepy screen")
    manager = live(windows.signed_in("manager"))
    assert device.client.post("/api/devices/me/heartbeat", json={}).status_code == 200
    expect(device_row(manager, "Sleepy screen")).to_contain_text("Online")
    server.clock.move(2 * MINUTE)
    run_job(server, "set silent devices offline")
    expect(device_row(manager, "Sleepy screen")).to_contain_text("Offline")


def test_a_device_has_a_page_with_what_is_known_of_it_and_what_it_did(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Host stand", key=server.new_key())
    manager = windows.signed_in("manager")
    manager.get_by_role("link", name="Host stand").click()
    expect(manager.get_by_role("heading", level=1, name="Host stand")).to_be_visible()
    expect(manager.get_by_text("Held by the device and cannot be copied")).to_be_visible()
    expect(manager.get_by_text("Host stand was paired with a code from Maya Manager")).to_be_visible()
    act_on(manager, "Host stand", "Disable")
    expect(manager.get_by_text("Maya Manager disabled Host stand")).to_be_visible()
    act_on(manager, "Host stand", "Delete")
    dialog(manager).get_by_role("button", name="Delete device").click()
    expect(manager.get_by_role("heading", level=1, name="Devices")).to_be_visible()


def test_the_list_is_right_again_after_the_connection_was_cut(server: Server, windows: Windows) -> None:
    manager = windows.signed_in("manager", "/account")
    is_cut = False
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        if is_cut:
            socket.close()
            return
        socket.connect_to_server()
        sockets.append(socket)

    manager.route_web_socket(re.compile("/socket.io/"), pass_on)
    manager.route("**/socket.io/**", lambda route: route.abort() if is_cut else route.continue_())
    manager.goto("/devices")
    live(manager)
    gone = server.pair(deviceName="Gone meanwhile")
    expect(device_row(manager, "Gone meanwhile")).to_be_visible()

    is_cut = True
    for socket in sockets:
        socket.close()
    expect(manager.get_by_text("Reconnecting", exact=True)).to_be_visible()
    server.pair(deviceName="Come meanwhile")
    assert gone.client.delete("/api/devices/me").status_code == 204
    is_cut = False
    live(manager)
    expect(device_row(manager, "Come meanwhile")).to_be_visible()
    expect(device_row(manager, "Gone meanwhile")).to_have_count(0)


def test_a_page_without_a_network_says_so_and_loses_nothing(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Steady till")
    manager = windows.signed_in("manager")
    act_on(manager, "Steady till", "Rename")
    dialog(manager).get_by_label("Name").fill("Steady till 2")
    manager.context.set_offline(True)
    expect(
        manager.get_by_text("You are offline. What you see may be out of date; it is renewed by itself once the network is back.")
    ).to_be_visible()
    dialog(manager).get_by_role("button", name="Save").click()
    expect(dialog(manager)).to_contain_text("The server cannot be reached. Check the network, then try again; nothing you typed is lost.")
    manager.context.set_offline(False)
    dialog(manager).get_by_role("button", name="Save").click()
    expect(device_row(manager, "Steady till 2")).to_be_visible()


def test_two_managers_see_the_same_at_once(server: Server, windows: Windows) -> None:
    server.pair(deviceName="Shared screen")
    one, other = live(windows.signed_in("manager")), live(windows.signed_in("admin"))
    act_on(one, "Shared screen", "Disable")
    expect(device_row(other, "Shared screen")).to_contain_text("Blocked")
    act_on(other, "Shared screen", "Enable")
    expect(device_row(one, "Shared screen")).not_to_contain_text("Blocked")
