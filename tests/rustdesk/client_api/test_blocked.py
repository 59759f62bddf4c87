"""A device that was blocked: its customer is told so, however long it is."""

from handfast.db.database import Statement
from tests.rustdesk.client import Client, let_pass
from tests.support.inside import row, settings
from tests.support.server import Server

BLOCKED = "This device was blocked by support."
CONFLICTS = "SELECT count(*) AS rows FROM audit WHERE action = 'LINK_CONFLICT'"


def test_a_blocked_device_says_so_for_good_and_alarms_nobody(server: Server) -> None:
    settings(server, rustdesk_id_format="any")
    nobodys = Statement("UPDATE devices SET has_owner = 0 WHERE kind = 'rustdesk'")
    server.call(server.application.database.execute_batch([Statement("DELETE FROM links"), nobodys]))
    code, phone = server.as_("customer").get("/api/device/pairing-code").json()["code"], Client(server, "1482093799")
    let_pass(server, 45, phone)
    assert phone.deploy(code) == "OK"
    id = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)["device_id"]
    assert server.as_("manager").post(f"/api/devices/{id}/disable").status_code == 200
    before = row(server, CONFLICTS)["rows"]
    assert phone.deploy(code) == BLOCKED
    let_pass(server, 600, phone)
    assert phone.deploy(code) == BLOCKED
    assert phone.assign(code, user_name="anna") == BLOCKED
    assert row(server, CONFLICTS)["rows"] == before
