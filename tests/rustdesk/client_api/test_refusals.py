"""An app whose device cannot be linked is told why, at once."""

import pytest

from handfast.demo.companies import DemoUser
from tests.rustdesk.client import Client
from tests.support.inside import row
from tests.support.rows import commit_row
from tests.support.server import Server


@pytest.mark.parametrize("why", ["blocked", "lapsed"])
def test_an_app_hears_at_once_why_its_device_cannot_be_linked(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser], why: str
) -> None:
    page = server.as_person(customers[0])
    if why == "blocked":
        id = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)["device_id"]
        assert server.as_("manager").post(f"/api/devices/{id}/disable").status_code == 200
    else:
        set_to = "UPDATE subscriptions SET state = $2 WHERE user_id = $1 RETURNING state"
        server.call(commit_row(server.application.database, set_to, customers[0].id, "canceled"))
    code = phone.start_grant()["code"]
    refused = page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]})
    if why == "lapsed":
        server.call(commit_row(server.application.database, set_to, customers[0].id, "active"))
    words = {"blocked": "This device was blocked by support. Ask them to enable it again."}
    expected = words.get(why, "This needs an active subscription. Yours has ended or was never started.")
    assert (refused.status_code, phone.poll(code).json()) == (409 if why == "blocked" else 403, {"error": expected})
