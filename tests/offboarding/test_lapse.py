"""What becomes of a link when the subscription ends."""

from typing import Any

import pytest

from handfast.billing.stripe import schemas as stripe
from handfast.billing.stripe.handle_event import SubscriptionEvent, handle_event
from handfast.kernel.callers import Caller
from handfast.kernel.time import HOUR, SECOND, iso
from tests.support.company import Company, new_id, told


@pytest.mark.parametrize(("policy", "stays"), [("keep", True), ("unlink", False)])
async def test_a_lapse_is_told_once_and_the_tenant_decides(company: Company, policy: str, stays: bool) -> None:
    await company.settings(on_lapse=policy)
    who, rustdesk_id = await company.customer(ends_at=company.clock.now() + HOUR), new_id()
    await who.link(rustdesk_id)
    await company.job("end lapsed subscriptions")
    assert await company.trail("SUBSCRIPTION_LAPSED") == []
    company.clock.move(HOUR)
    for _ in range(2):
        await company.job("end lapsed subscriptions")
    consequence = "the link stays as it is" if stays else "the device was unlinked"
    assert await company.sentences(action="SUBSCRIPTION_LAPSED") == [f"The subscription of Carla ended; {consequence}"]
    assert await who.linked() == (rustdesk_id if stays else None)


async def test_a_kept_link_cannot_be_changed_until_it_is_paid_again(company: Company) -> None:
    who, rustdesk_id = await company.customer(ends_at=company.clock.now() + HOUR), new_id()
    await who.link(rustdesk_id)
    company.clock.move(HOUR)
    assert told(await who.change(new_id())) == (403, "SUBSCRIPTION_REQUIRED")
    page = await who.page()
    assert (page["can_change"], page["subscription"]["good"], page["link"]["rustdesk_id"]) == (False, False, rustdesk_id)
    await company.admin.put(f"/api/admin/subscriptions/{who.id}", json={"state": "active"})
    assert (await who.change(new_id())).status_code == 200


async def test_a_second_lapse_is_told_again(company: Company) -> None:
    who = await company.customer()
    for state in ("canceled", "active", "canceled"):
        await company.admin.put(f"/api/admin/subscriptions/{who.id}", json={"state": state})
        await company.job("end lapsed subscriptions")
    assert len(await company.trail("SUBSCRIPTION_LAPSED")) == 2


async def test_who_never_paid_has_nothing_to_lose(company: Company) -> None:
    who = await company.customer("none")
    await company.admin.put(f"/api/admin/subscriptions/{who.id}", json={"state": "canceled"})
    await company.job("end lapsed subscriptions")
    assert await company.trail("SUBSCRIPTION_LAPSED") == []


async def tell(company: Company, at: int, metadata: dict[str, str], **about: Any) -> None:
    """What Stripe's webhook would have done at that moment."""
    thing = {"id": "sub_1", "customer": "cus_1", "status": "active", "metadata": metadata} | about
    event = {"id": f"evt_{at}", "type": "customer.subscription.updated", "created": at // SECOND, "data": {"object": thing}}
    heard = stripe.read(event)
    assert isinstance(heard, SubscriptionEvent)
    await company.server.application.run(handle_event, heard, Caller("system", name="Stripe", tenant_id=company.tenant_id))


async def test_who_pays_the_provider_loses_nothing_when_what_was_set_by_hand_runs_out(company: Company) -> None:
    await company.settings(on_lapse="unlink")
    who, rustdesk_id, now = await company.customer(), new_id(), company.clock.now()
    await who.link(rustdesk_id)
    await tell(company, now - HOUR, {"person_id": who.id})
    await company.admin.put(f"/api/admin/subscriptions/{who.id}", json={"state": "active", "ends_at": iso(now + HOUR)})
    company.clock.move(HOUR)
    for _ in range(2):
        await company.job("end lapsed subscriptions")
    assert await company.trail("SUBSCRIPTION_LAPSED") == []
    page = await who.page()
    assert (page["link"]["rustdesk_id"], page["subscription"]["good"], page["subscription"]["ends_at"]) == (rustdesk_id, True, None)


async def test_an_end_by_hand_is_a_lapse_though_the_provider_is_paid(company: Company) -> None:
    who = await company.customer()
    await tell(company, company.clock.now() - HOUR, {"person_id": who.id})
    await company.admin.put(f"/api/admin/subscriptions/{who.id}", json={"state": "canceled"})
    await company.job("end lapsed subscriptions")
    assert len(await company.trail("SUBSCRIPTION_LAPSED")) == 1
