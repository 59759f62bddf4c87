"""What is decided and what is committed are two moments: whatever happens between them counts."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from handfast.ceremonies.linking.device_actions import DeviceAction, link_by_action
from handfast.db.database import Database, Statement
from handfast.devices import store as devices
from handfast.kernel.callers import SYSTEM
from handfast.kernel.time import DAY
from handfast.rustdesk.registry.rules import ClientIdentity
from handfast.users.memberships import store as memberships
from tests.support.company import UUID, Company, Customer, new_id


class Between:
    """The database; before it commits for the first time, something else happens."""

    def __init__(self, database: Database, happens: Callable[[], Awaitable[Any]]) -> None:
        self._database, self._happens = database, happens
        self._is_over = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        if not self._is_over:
            self._is_over = True
            await self._happens()
        await self._database.execute_batch(writes)


def between(company: Company, monkeypatch: pytest.MonkeyPatch, sql: str, *args: Any, also: Sequence[Statement] = ()) -> None:
    """The statement, and the others, are committed between the decision and the commit of whatever comes next."""
    run = company.server.application.run
    database = run.database

    async def happens() -> None:
        await database.execute_batch([Statement(sql, args, guard=True), *also])

    monkeypatch.setattr(run, "database", Between(database, happens))


async def test_a_claim_that_is_corrected_while_it_is_proven_does_not_come_true(
    company: Company, carla: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await company.settings(link_proof="seen")
    first, second = new_id(), new_id()
    await carla.link(first)
    await company.heard(first)
    with monkeypatch.context() as patch:
        between(company, patch, "UPDATE pending_links SET rustdesk_id = $2 WHERE user_id = $1", carla.id, second)
        await company.confirm_link(first)
    page = await carla.page()
    assert (page["link"], page["claim"]["rustdesk_id"]) == (None, second)


async def test_a_claim_that_is_taken_back_while_it_is_proven_does_not_come_true(
    company: Company, carla: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await company.settings(link_proof="seen")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.heard(rustdesk_id)
    with monkeypatch.context() as patch:
        between(company, patch, "DELETE FROM pending_links WHERE user_id = $1", carla.id)
        await company.confirm_link(rustdesk_id)
    assert await carla.linked() is None


async def test_a_device_that_is_assigned_while_the_invitation_is_cancelled_is_free(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = await company.heard(new_id())
    payload = {"name": "Ida", "email": f"ida{device}@example.org", "role": "customer", "send_mail": False}
    ida = (await company.admin.post("/api/people", json=payload)).json()["person"]["id"]
    linked = "INSERT INTO links (user_id, tenant_id, device_id, proof, linked_at) VALUES ($1, $2, $3, 'admin', $4)"
    now, tenant_id = company.clock.now(), company.tenant_id
    also = [devices.take(device, now, tenant_id=tenant_id), memberships.count_link(ida, tenant_id=tenant_id)]
    with monkeypatch.context() as patch:
        between(company, patch, linked, ida, tenant_id, device, now, also=also)
        assert (await company.admin.delete(f"/api/people/{ida}/invitation")).status_code == 204
    kept = await company.row("SELECT has_owner FROM devices WHERE id = $1", device)
    assert kept["has_owner"] == 0
    assert len(await company.trail("UNLINKED")) == 1


async def test_a_word_that_is_heard_of_while_its_customer_lets_go_stays(
    company: Company, carla: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    heard = "UPDATE rustdesk SET uuid = $2, first_seen_at = $3 WHERE rustdesk_id = $1"
    with monkeypatch.context() as patch:
        between(company, patch, heard, rustdesk_id, UUID, company.clock.now() + 1)
        assert (await carla.browser.delete("/api/device/pair")).status_code == 204
    kept = await company.row("SELECT d.version FROM rustdesk r JOIN devices d ON d.id = r.device_id WHERE r.rustdesk_id = $1", rustdesk_id)
    assert (await carla.linked(), kept["version"]) == (None, 2), "who removes a device counts on its version"


async def test_a_removed_device_that_is_brought_back_while_it_is_forgotten_stays(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    device = await company.heard(new_id())
    assert (await company.admin.delete(f"/api/devices/{device}")).status_code == 204
    company.clock.move(31 * DAY)
    with monkeypatch.context() as patch:
        active = Statement("UPDATE devices SET status = 'active' WHERE id = $1", (device,))
        between(company, patch, "UPDATE rustdesk SET removed_at = NULL WHERE device_id = $1", device, also=[active])
        await company.job("purge removed RustDesk devices")
    assert (await company.row("SELECT count(*) AS devices FROM devices WHERE id = $1", device))["devices"] == 1


@pytest.mark.parametrize("meanwhile", ["linked", "replaced"])
async def test_another_installation_takes_no_place_that_changed_hands_meanwhile(
    company: Company, carla: Customer, chen: Customer, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """Nobody's device, and two customers who act on it at the same moment."""

    rustdesk_id, new = new_id(), "bmV3"
    device, now = await company.heard(rustdesk_id), company.clock.now()
    other = """INSERT INTO uuid_conflicts (device_id, uuid, id, tenant_id, heartbeats, address, first_seen_at, last_seen_at)
    VALUES ($1, $2, $3, $4, 3, '', $5, $5)"""
    await company.do(other, device, new, f"other-{rustdesk_id}", company.tenant_id, now)
    linked = "INSERT INTO links (user_id, tenant_id, device_id, proof, linked_at) VALUES ($1, $2, $3, 'device', $4)"
    replaced = "UPDATE rustdesk SET uuid = 'b3RoZXI=' WHERE device_id = $1"
    action = DeviceAction(ClientIdentity(company.tenant_id, rustdesk_id, new), carla.id, may_change=True)
    with monkeypatch.context() as patch:
        if meanwhile == "linked":
            taken = devices.take(device, now, tenant_id=company.tenant_id)
            between(company, patch, linked, chen.id, company.tenant_id, device, now, also=[taken])
        else:
            between(company, patch, replaced, device)
        await company.server.application.run(link_by_action, action, SYSTEM)
    row = await company.row("SELECT uuid FROM rustdesk WHERE device_id = $1", device)
    if meanwhile == "linked":
        assert (row["uuid"], await carla.linked(), await chen.linked()) == (UUID, None, rustdesk_id)
    else:
        assert (row["uuid"], await carla.linked()) == (new, rustdesk_id)
