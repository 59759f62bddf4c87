"""The support desk connects, assigns, replaces and follows up without leaving the page it is on."""

from playwright.sync_api import expect

from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.rustdesk.client import Client, let_pass
from tests.support.browser import Windows
from tests.support.inside import row
from tests.support.server import Server

CUSTOMERS = "/support/subscriptions?device=missing"
TOP = "element => element.getBoundingClientRect().top"


def phone(server: Server, id: str, hostname: str) -> str:
    """A device that has reported; its own id."""
    let_pass(server, 40, Client(server, id, told={"os": "android / Android 14", "hostname": hostname}, base=f"/t/{server.tenants[0].id}"))
    device_id: str = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", id)["device_id"]
    return device_id


def test_a_device_is_assigned_replaced_and_exempted_on_its_own_page(server: Server, windows: Windows) -> None:
    first, second = phone(server, "318204957", "Old phone"), phone(server, "987654321", "New phone")
    desk = windows.signed_in("admin", f"/devices/{first}")
    expect(desk.get_by_role("link", name="Connect to 318 204 957")).to_have_attribute("href", "rustdesk://318204957")
    desk.get_by_role("button", name="Assign to a customer").click()
    carla, domain = dialog(desk).get_by_text("carla", exact=True), dialog(desk).get_by_text("@fireflow.example.com").first
    assert carla.evaluate(TOP) == domain.evaluate(TOP), "an address that fits into a line stands in one"
    dialog(desk).get_by_role("radio").first.check()
    dialog(desk).get_by_role("button", name="Assign", exact=True).click()
    expect(desk.get_by_role("button", name="Unassign")).to_be_visible()
    look_at(desk)

    desk.goto(f"/devices/{second}")
    desk.get_by_role("button", name="Exempt from pairing").click()
    dialog(desk).get_by_label("Reason").fill("In our own shop")
    dialog(desk).get_by_role("button", name="Exempt").click()
    expect(desk.get_by_text("Exempt from pairing with no end date: In our own shop")).to_be_visible()
    desk.get_by_role("button", name="Assign to a customer").click()
    dialog(desk).get_by_role("radio").first.check()
    expect(dialog(desk)).to_contain_text("This device replaces it in one step")
    look_at(desk)
    dialog(desk).get_by_role("button", name="Replace and assign").click()
    expect(desk.get_by_role("button", name="Unassign")).to_be_visible()
    desk.goto(f"/devices/{first}")
    expect(desk.get_by_text("Belongs to nobody.")).to_be_visible()


def test_who_has_no_device_is_listed_and_exported(server: Server, windows: Windows) -> None:
    desk = windows.signed_in("admin", CUSTOMERS)
    expect(desk.get_by_label("Device")).to_have_value("missing")
    expect(desk.get_by_role("table", name="Subscriptions")).to_contain_text("since")
    expect(desk.get_by_role("link", name="Export CSV")).to_have_attribute("href", "/api/admin/subscriptions.csv?device=missing")
    look_at(desk)
