"""What becomes of a customer's device when the customer is no customer any more, or the device is taken out."""

import pytest

from handfast.kernel.callers import Role
from handfast.rustdesk.registry.ids import grouped
from tests.support.company import Company, Customer, new_id, told


async def test_who_becomes_staff_has_no_device_any_more(company: Company, carla: Customer, chen: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    assert (await company.admin.patch(f"/api/people/{carla.id}", json={"role": "staff"})).status_code == 200
    assert await company.sentences(subject=carla.id, action="UNLINKED") == [f"RustDesk {grouped(rustdesk_id)} is no longer linked to Carla"]
    assert (await chen.link(rustdesk_id)).status_code == 200


async def test_and_waits_for_none(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    await company.admin.patch(f"/api/people/{carla.id}", json={"role": "staff"})
    assert await company.sentences(action="LINK_CLAIM_ENDED") == [
        f"The request of Carla to link RustDesk {grouped(rustdesk_id)} was withdrawn"
    ]
    await company.admin.patch(f"/api/people/{carla.id}", json={"role": "customer"})
    carla.browser = await company.server.signed_in(carla.member)
    assert (await carla.page())["claim"] is None


async def test_the_device_of_a_cancelled_invitation_is_free_and_the_trail_says_so(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    device_id = await company.heard(rustdesk_id)
    payload = {"name": "Ida", "email": f"ida{rustdesk_id}@example.org", "role": "customer", "send_mail": False}
    ida = (await company.admin.post("/api/people", json=payload)).json()["person"]["id"]
    assert (await company.admin.post(f"/api/admin/devices/{device_id}/assign", json={"person_id": ida})).status_code == 200
    assert (await company.admin.delete(f"/api/people/{ida}/invitation")).status_code == 204
    assert await company.sentences(action="UNLINKED") == [f"RustDesk {grouped(rustdesk_id)} is no longer linked to Ida"]
    assert (await carla.link(rustdesk_id)).status_code == 200


async def test_a_deleted_device_leaves_its_customer_and_their_story_says_so(company: Company, carla: Customer) -> None:
    rustdesk_id = new_id()
    await carla.link(rustdesk_id)
    device_id = (await carla.page())["link"]["device_id"]
    assert (await company.admin.delete(f"/api/devices/{device_id}")).status_code == 204
    assert (await carla.page())["link"] is None
    assert await company.sentences(subject=carla.id, action="UNLINKED") == [f"RustDesk {grouped(rustdesk_id)} is no longer linked to Carla"]


@pytest.mark.parametrize("state", ["linked", "free"])
async def test_a_manager_deletes_no_rustdesk_device(company: Company, carla: Customer, state: str) -> None:
    """It would take it from its customer, which is for owners and admins."""
    rustdesk_id = new_id()
    device_id = await company.heard(rustdesk_id)
    if state == "linked":
        await carla.link(rustdesk_id)
    manager = await company.server.signed_in(await company.server.member(Role.MANAGER, company.tenant_id))
    assert told(await manager.delete(f"/api/devices/{device_id}")) == (403, "FORBIDDEN")
    assert await carla.linked() == (rustdesk_id if state == "linked" else None)


async def test_a_blocked_device_cannot_be_linked_and_its_customer_sees_why(company: Company, carla: Customer, chen: Customer) -> None:
    taken, free = new_id(), new_id()
    await company.heard(taken)
    device_id = await company.heard(free)
    await carla.link(taken)
    await company.admin.post(f"/api/devices/{(await carla.page())['link']['device_id']}/disable")
    assert (await carla.page())["link"]["status"] == "blocked"
    await company.admin.post(f"/api/devices/{device_id}/disable")
    assert told(await chen.link(free)) == (409, "DEVICE_BLOCKED")
    assert told(await company.admin.post(f"/api/admin/devices/{device_id}/assign", json={"person_id": chen.id})) == (409, "DEVICE_BLOCKED")


async def test_who_waits_for_a_device_that_is_then_blocked_is_told(company: Company, carla: Customer) -> None:
    await company.settings(link_proof="device")
    rustdesk_id = new_id()
    device_id = await company.heard(rustdesk_id)
    await carla.link(rustdesk_id)
    await company.admin.post(f"/api/devices/{device_id}/disable")
    assert (await carla.page())["claim"]["hindrance"] == "blocked"
