"""A company switches pairing off: no code is made, those that wait are good for nothing, and what is paired goes on."""

from tests.support.inside import settings
from tests.support.pairing import VERIFY, device
from tests.support.server import Server


def test_pairing_that_is_switched_off_makes_no_code_and_redeems_none_and_paired_devices_go_on(server: Server) -> None:
    tablet, waiting = server.pair(), server.invite()
    settings(server, pairing="off")
    body = {"restaurantId": server.tenants[0].id}
    for refused in (
        server.as_("manager").post("/api/invites", json={"count": 1}),
        server.as_("manager").post("/api/pairing/generate", json=body),
        server.with_token("manager", "codes:write").post("/api/invites", json={"count": 1}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "PAIRING_OFF"), refused.text
    scanned = device(token=waiting["url"].rpartition(".")[2])
    typed = device(code=waiting["code"])
    late = server.anonymous().post(VERIFY, json=scanned)
    assert (late.status_code, late.json()["code"], late.json()["cause"]) == (410, "CODE_EXPIRED", "cancelled")
    assert server.anonymous().post(VERIFY, json=typed).json()["code"] == "INVALID_CODE"
    assert tablet.client.get("/api/devices/me").status_code == 200
    assert server.pair(1).id, "another company goes on"

    settings(server)
    assert server.anonymous().post(VERIFY, json=scanned).status_code == 200
