"""A device that stands on a customer's word alone: it is theirs while they say so, and leaves nothing behind."""

import json
from typing import Any

from tests.support.company import Company, Customer, new_id
from tests.support.rows import fetch_rows


async def figures(company: Company) -> tuple[Any, ...]:
    report = (await company.admin.get("/api/admin/devices/unpaired")).json()
    return report["total"], report["paired"], report["unpaired"]


async def test_a_mistyped_id_that_is_corrected_leaves_no_unpaired_device(company: Company, carla: Customer) -> None:
    await carla.link(new_id())
    assert (await carla.change(new_id())).status_code == 200
    assert await figures(company) == (1, 1, 0)


async def test_an_id_that_is_given_up_leaves_none_either_and_can_be_named_again(company: Company, carla: Customer, chen: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    assert (await carla.browser.delete("/api/device/pair")).status_code == 204
    assert await figures(company) == (0, 0, 0)
    assert (await chen.link(rustdesk_id)).status_code == 200
    assert await figures(company) == (1, 1, 0)


async def test_a_device_that_was_heard_of_becomes_unpaired(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await company.heard(rustdesk_id)
    await carla.link(rustdesk_id)
    await carla.change(new_id())
    assert await figures(company) == (2, 1, 1)


async def test_what_an_admin_has_a_hand_in_stays(company: Company, carla: Customer) -> None:
    """Added before or after the customer named it, exempt, or taken from its customer."""
    added, found, exempt, taken = (new_id() for _ in range(4))
    await company.admin.post("/api/admin/devices", json={"rustdesk_id": added})
    await carla.link(added)
    for rustdesk_id in (found, exempt, taken):
        assert (await carla.change(rustdesk_id)).status_code == 200
        row = await company.row("SELECT device_id AS id FROM rustdesk WHERE rustdesk_id = $1", rustdesk_id)
        if rustdesk_id == found:
            await company.admin.post("/api/admin/devices", json={"rustdesk_id": found})
        elif rustdesk_id == exempt:
            await company.admin.put(f"/api/admin/devices/{row['id']}/exemption", json={"reason": "a demo device"})
        else:
            assert (await company.admin.post(f"/api/admin/devices/{row['id']}/unassign")).status_code == 200
    left = await fetch_rows(company.server.application.database, "SELECT rustdesk_id FROM rustdesk WHERE tenant_id = $1", company.tenant_id)
    assert {row["rustdesk_id"] for row in left} == {added, found, exempt, taken}


async def test_that_an_admin_adds_what_a_customer_only_named_is_in_the_trail_once(company: Company, carla: Customer) -> None:
    named, heard = new_id(), new_id()
    await carla.link(named)
    await company.heard(heard)
    for _ in range(2):
        for rustdesk_id in (named, heard):
            assert (await company.admin.post("/api/admin/devices", json={"rustdesk_id": rustdesk_id})).status_code == 200
    [entry] = await company.trail("DEVICE_ADDED")
    assert json.loads(entry["details"]) == {"rustdesk_id": named}


async def test_a_lapsed_customers_word_leaves_no_device_behind(company: Company, carla: Customer) -> None:
    await company.settings(on_lapse="unlink")
    await carla.link(new_id())
    await company.do("UPDATE subscriptions SET state = 'canceled', ends_at = $2 WHERE user_id = $1", carla.id, company.clock.now() - 1)
    await company.job("end lapsed subscriptions")
    assert (await carla.linked(), await figures(company)) == (None, (0, 0, 0))


async def test_the_name_that_is_sent_is_given_to_a_device_that_is_known(company: Company) -> None:
    rustdesk_id = new_id()
    device = await company.heard(rustdesk_id)
    payload = {"rustdesk_id": rustdesk_id, "name": "Front desk"}
    for _ in range(2):
        answer = await company.admin.post("/api/admin/devices", json=payload)
        assert (answer.status_code, answer.json()["device"]["name"]) == (200, "Front desk")
    assert (await company.row("SELECT name FROM devices WHERE id = $1", device))["name"] == "Front desk"
    assert len(await company.trail("DEVICE_RENAMED")) == 1
    unnamed = await company.admin.post("/api/admin/devices", json={"rustdesk_id": rustdesk_id})
    assert unnamed.json()["device"]["name"] == "Front desk"
