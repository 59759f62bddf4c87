"""Add, assign, exempt, clean up, bring back."""

import asyncio

import pytest

from handfast.db.database import Conflict
from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR, iso
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.ids import grouped
from tests.support.company import Company, Customer, new_id, told
from tests.support.rows import fetch_row

UNKNOWN = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
DEVICES = "/api/admin/devices"


async def come_back(company: Company, days: int) -> None:
    """Days later: the admin signs in again."""
    company.clock.move(days * DAY)
    company.admin = await company.server.signed_in(await company.server.member(Role.ADMIN, company.tenant_id, "Adam"))


async def test_a_record_is_made_once_and_then_found(company: Company) -> None:
    rustdesk_id = new_id()
    made = await company.admin.post(DEVICES, json={"rustdesk_id": rustdesk_id, "name": "Ada's phone"})
    assert made.status_code == 201
    blanks = f" {rustdesk_id[:3]} {rustdesk_id[3:6]}\u00a0{rustdesk_id[6:]}"
    found = await company.admin.post(DEVICES, json={"rustdesk_id": blanks})
    assert (found.status_code, found.json()) == (200, made.json())
    assert made.json()["device"]["status"] == "never_seen"
    assert await company.sentences(action="DEVICE_ADDED") == [f"Adam added Ada's phone (RustDesk {grouped(rustdesk_id)})"]


@pytest.mark.parametrize("id", ["", "abc", "12345", "12345678901", "١٢٣٤٥٦٧٨٩", "123-456-789"])
async def test_what_is_no_id_makes_no_record(company: Company, id: str) -> None:
    assert told(await company.admin.post(DEVICES, json={"rustdesk_id": id})) == (400, "INVALID_INPUT")


async def test_a_device_is_assigned_and_taken_away_by_hand(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    id = await company.heard(rustdesk_id)
    assigned = await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": carla.id})
    assert assigned.json()["device"]["person"] == {"id": carla.id, "name": "Carla"}
    assert (assigned.json()["device"]["proof"], await carla.linked()) == ("admin", rustdesk_id)
    assert (await carla.page())["link"]["state"] == "verified"
    again = await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": carla.id})
    assert again.status_code == 200
    taken = await company.admin.post(f"{DEVICES}/{id}/unassign")
    assert (taken.json()["device"]["person"], await carla.linked()) == (None, None)
    assert (await company.admin.post(f"{DEVICES}/{id}/unassign")).status_code == 200
    assert len(await company.trail("UNLINKED")) == 1


async def test_an_assignment_overrides_nobody(company: Company, carla: Customer, chen: Customer) -> None:
    taken, other = new_id(), new_id()
    await carla.link(taken)
    ids = [(await company.admin.post(DEVICES, json={"rustdesk_id": one})).json()["device"]["id"] for one in (taken, other)]
    assert told(await company.admin.post(f"{DEVICES}/{ids[0]}/assign", json={"person_id": chen.id})) == (409, "DEVICE_LINKED_ELSEWHERE")
    answer = await company.admin.post(f"{DEVICES}/{ids[1]}/assign", json={"person_id": carla.id})
    assert told(answer) == (409, "ALREADY_LINKED")
    assert grouped(taken) in answer.json()["detail"]


async def test_a_customers_device_is_replaced_in_one_step_when_it_is_named(company: Company, carla: Customer) -> None:
    old, new = new_id(), new_id()
    await carla.link(old)
    id = await company.heard(new)
    refused = await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": carla.id})
    held = refused.json()["held"]
    assert (refused.status_code, held["rustdesk_id"]) == (409, old)
    for wrong in (UNKNOWN, id, ""):
        answer = await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": carla.id, "replaces": wrong})
        assert told(answer) == (409, "ALREADY_LINKED")
    answer = await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": carla.id, "replaces": held["device_id"]})
    assert (answer.status_code, await carla.linked()) == (200, new)
    freed = (await company.admin.get(f"{DEVICES}/{held['device_id']}")).json()["device"]
    assert (freed["rustdesk_id"], freed["person"]) == (old, None)
    assert await company.sentences(action="RELINKED") == [f"Carla changed from RustDesk {grouped(old)} to {grouped(new)} (by an admin)"]
    assert await company.trail("UNLINKED") == []
    again = await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": carla.id, "replaces": held["device_id"]})
    assert again.status_code == 200


async def test_of_two_admins_who_replace_one_device_at_once_only_one_does(company: Company, carla: Customer) -> None:
    """The customer has a device at every moment, and the loser is told which one they have now."""
    for _ in range(5):
        if (link := (await carla.page())["link"]) is None:
            await carla.link(new_id())
            link = (await carla.page())["link"]
        ids = [await company.heard(new_id()) for _ in range(2)]
        payload = {"person_id": carla.id, "replaces": link["device_id"]}
        answers = await asyncio.gather(*(company.admin.post(f"{DEVICES}/{id}/assign", json=payload) for id in ids))
        now = (await carla.page())["link"]["device_id"]
        won = [id for id, answer in zip(ids, answers, strict=True) if answer.status_code == 200]
        assert (won, sorted(answer.status_code for answer in answers)) == ([now], [200, 409])
        assert [answer.json()["held"]["device_id"] for answer in answers if answer.status_code == 409] == [now]


async def test_a_device_is_seen_by_admins_of_its_company_alone(company: Company) -> None:
    id = await company.heard(new_id())
    assert (await company.admin.get(f"{DEVICES}/{id}")).json()["device"]["exemption"] is None
    other = await company.server.signed_in(await company.server.member(Role.ADMIN))
    assert told(await other.get(f"{DEVICES}/{id}")) == (404, "NOT_FOUND")


async def test_only_customers_of_ones_own_get_a_device(company: Company) -> None:
    id = await company.heard(new_id())
    staff, stranger = await company.server.member(Role.STAFF, company.tenant_id), await company.server.member(Role.CUSTOMER)
    for person in (staff.id, stranger.id, UNKNOWN, "", "x"):
        assert told(await company.admin.post(f"{DEVICES}/{id}/assign", json={"person_id": person})) == (404, "NOT_FOUND")


async def test_taking_the_old_device_away_leaves_a_waiting_claim(company: Company, carla: Customer) -> None:
    old, new = new_id(), new_id()
    await carla.link(old)
    await company.settings(link_proof="device")
    await carla.change(new)
    id = (await company.admin.post(DEVICES, json={"rustdesk_id": old})).json()["device"]["id"]
    await company.admin.post(f"{DEVICES}/{id}/unassign")
    assert (await carla.page())["claim"]["rustdesk_id"] == new


async def test_an_exemption_has_a_reason_perhaps_an_end_and_a_place_in_the_trail(company: Company) -> None:
    id, until = await company.heard(new_id()), iso(company.clock.now() + HOUR)
    exempt = await company.admin.put(f"{DEVICES}/{id}/exemption", json={"reason": "older than the rule", "until": until})
    assert exempt.json()["device"]["exemption"] == {"reason": "older than the rule", "until": until, "by": "Adam"}
    assert await company.sentences(action="DEVICE_EXEMPTED") == [
        "Adam exempted samsung-SM-A546B from pairing until 20 January 2026, 07:00 UTC: older than the rule"
    ]
    [listed] = (await company.admin.get(f"{DEVICES}/exempt")).json()["items"]
    assert listed == exempt.json()["device"]
    company.clock.move(HOUR)
    assert (await company.admin.get(f"{DEVICES}/exempt")).json()["items"] == []
    assert (await company.admin.get(f"{DEVICES}/unpaired")).json()["grandfathered"] == 0
    await company.admin.put(f"{DEVICES}/{id}/exemption", json={"reason": "for good"})
    assert (await company.admin.delete(f"{DEVICES}/{id}/exemption")).status_code == 204
    assert (await company.admin.delete(f"{DEVICES}/{id}/exemption")).status_code == 204
    assert len(await company.trail("DEVICE_EXEMPTION_ENDED")) == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 201}, {"reason": "x", "until": "soon"}, {"reason": "x", "until": "2020-01-01"}],
)
async def test_an_exemption_without_a_reason_or_with_a_past_end_is_refused(company: Company, body: dict[str, str]) -> None:
    id = await company.heard(new_id())
    assert told(await company.admin.put(f"{DEVICES}/{id}/exemption", json=body)) == (400, "INVALID_INPUT")


async def test_a_clean_up_shows_removes_and_can_be_undone(company: Company, carla: Customer) -> None:
    ids = [await company.heard(new_id(), online=False) for _ in range(4)]
    exempt, linked, late = ids[1], ids[2], ids[3]
    await company.admin.put(f"{DEVICES}/{exempt}/exemption", json={"reason": "a demo device"})
    await company.admin.post(f"{DEVICES}/{linked}/assign", json={"person_id": carla.id})
    await come_back(company, 90)
    await company.do("UPDATE devices SET last_seen_at = $2, seen_sort = $2 WHERE id = $1", late, company.clock.now())
    company.clock.move(1)
    shown = (await company.admin.get(f"{DEVICES}/cleanup", params={"days": 90})).json()
    assert ([one["id"] for one in shown["items"]], shown["total"]) == ([ids[0]], 1)
    gone = await company.admin.post(f"{DEVICES}/cleanup", json={"ids": [*ids, ids[0], UNKNOWN]})
    assert gone.json() == {"removed": 1}
    assert (await company.admin.get(f"{DEVICES}/unpaired")).json()["unpaired"] == 1
    removed = (await company.admin.get(f"{DEVICES}/removed")).json()["items"]
    assert [one["id"] for one in removed] == [ids[0]]
    back = await company.admin.post(f"{DEVICES}/{ids[0]}/restore")
    assert back.json()["device"]["rustdesk_id"] == removed[0]["rustdesk_id"]
    assert (await company.admin.get(f"{DEVICES}/removed")).json()["items"] == []
    assert (len(await company.trail("DEVICE_CLEANED_UP")), len(await company.trail("DEVICE_RESTORED"))) == (1, 1)


async def test_a_clean_up_leaves_blocked_devices_where_they_are(company: Company) -> None:
    """Brought back, it would be blocked no more."""
    id = await company.heard(new_id(), online=False)
    await company.admin.post(f"/api/devices/{id}/disable")
    await come_back(company, 90)
    assert (await company.admin.get(f"{DEVICES}/cleanup", params={"days": 90})).json()["items"] == []
    assert (await company.admin.post(f"{DEVICES}/cleanup", json={"ids": [id]})).json() == {"removed": 0}


async def test_a_device_exempted_while_it_is_removed_stays(company: Company) -> None:
    id = await company.heard(new_id(), online=False)
    row = await company.row("SELECT version FROM devices WHERE id = $1", id)
    await company.admin.put(f"{DEVICES}/{id}/exemption", json={"reason": "just now"})
    with pytest.raises(Conflict):
        await company.server.application.database.execute_batch(
            store.remove_abandoned(id, row["version"], company.clock.now(), tenant_id=company.tenant_id)
        )


async def test_what_came_back_by_itself_keeps_its_id(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    id = await company.heard(rustdesk_id, online=False)
    await come_back(company, 90)
    await company.admin.post(f"{DEVICES}/cleanup", json={"ids": [id]})
    assert (await carla.browser.get("/api/session")).status_code == 401
    carla.browser = await company.server.signed_in(carla.member)
    assert (await carla.link(rustdesk_id)).status_code == 200
    assert told(await company.admin.post(f"{DEVICES}/{id}/restore")) == (409, "RUSTDESK_ID_TAKEN")


async def test_after_thirty_days_it_is_gone_for_good(company: Company) -> None:
    id = await company.heard(new_id(), online=False)
    await come_back(company, 90)
    await company.admin.post(f"{DEVICES}/cleanup", json={"ids": [id]})
    company.clock.move(30 * DAY - HOUR)
    await company.job("purge removed RustDesk devices")
    await come_back(company, 0)
    assert len((await company.admin.get(f"{DEVICES}/removed")).json()["items"]) == 1
    company.clock.move(HOUR)
    await company.job("purge removed RustDesk devices")
    assert told(await company.admin.post(f"{DEVICES}/{id}/restore")) == (404, "NOT_FOUND")
    assert await fetch_row(company.server.application.database, "SELECT 1 FROM devices WHERE id = $1", id) is None


async def test_a_device_a_manager_deletes_is_free_again_and_can_be_brought_back(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    id = (await company.admin.get("/api/devices", params={"kind": "rustdesk"})).json()["items"][0]["id"]
    assert (await company.admin.delete(f"/api/devices/{id}")).status_code == 204
    assert await carla.linked() is None
    assert (await company.admin.post(f"{DEVICES}/{id}/restore")).status_code == 200
    assert (await carla.link(rustdesk_id)).status_code == 200


async def test_managers_see_browsers_unless_they_ask(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(new_id())
    assert (await company.admin.get("/api/devices")).json()["total"] == 0
    shown = (await company.admin.get("/api/devices", params={"kind": "rustdesk"})).json()
    assert (shown["total"], shown["counts"]["all"]) == (2, 2)
    assert [item["person"]["id"] if item["person"] else None for item in shown["items"]] == [carla.id, None]


@pytest.mark.parametrize("days", ["6", "3651", "x", "-1"])
async def test_a_clean_up_asks_for_a_decent_time(company: Company, days: str) -> None:
    assert told(await company.admin.get(f"{DEVICES}/cleanup", params={"days": days})) == (400, "INVALID_INPUT")


async def test_a_script_reads_with_one_scope_and_writes_with_the_other(company: Company) -> None:
    for scope, expected in (("links:read", [200, 403]), ("links:write", [403, 201])):
        payload = {"name": "script", "scopes": [scope], "expires_in_days": 1}
        token = (await company.admin.post("/api/tokens", json=payload)).json()["token"]
        script, bearer = company.server.browser(), {"Authorization": f"Bearer {token}"}
        read = await script.get(f"{DEVICES}/unpaired", headers=bearer)
        written = await script.post(DEVICES, json={"rustdesk_id": new_id()}, headers=bearer)
        assert [read.status_code, written.status_code] == expected


async def test_a_script_that_only_reads_learns_no_personal_code(company: Company, carla: Customer) -> None:
    """With the code it could link devices."""
    code = await carla.code()
    for scope, shown in (("links:read", None), ("links:write", code)):
        payload = {"name": "script", "scopes": ["links:read", scope], "expires_in_days": 1}
        token = (await company.admin.post("/api/tokens", json=payload)).json()["token"]
        found = await company.server.browser().get(
            "/api/admin/lookup", params={"q": carla.member.email}, headers={"Authorization": f"Bearer {token}"}
        )
        assert [one["code"] for one in found.json()["customers"]] == [shown]
