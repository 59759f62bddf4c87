"""Who buys first and is invited later has the subscription all the same."""

from itertools import count
from typing import Any

import pytest

from handfast.db.database import Statement
from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR, iso
from handfast.users.tenants import store as tenants
from tests.billing.conftest import Shop
from tests.support.inside import do_job
from tests.support.rows import fetch_row, fetch_rows

_numbers = count(1)


@pytest.fixture
def nell() -> str:
    """The address of somebody who is not here."""
    return f"nell{next(_numbers)}@example.com"


async def clock(shop: Shop, name: str = "attach unclaimed subscriptions") -> None:
    await do_job(shop.server, name)


async def invite(shop: Shop, email: str, role: str = "customer") -> str:
    answer = await shop.admin.post("/api/people", json={"name": "Nell", "email": email, "role": role})
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["person"]["id"]
    return id


async def shown(shop: Shop, id: str) -> dict[str, Any]:
    items = (await shop.admin.get("/api/admin/subscriptions")).json()["items"]
    found: dict[str, Any] = next(item for item in items if item["person"]["id"] == id)
    return found


async def test_what_was_told_before_the_invitation_is_the_customers_within_a_minute(shop: Shop, nell: str) -> None:
    await shop.tell(shop.event("created", metadata={"email": f" {nell.upper()} "}))
    assert len(await shop.trail("SUBSCRIPTION_UNMATCHED")) == 1
    await clock(shop)
    id = await invite(shop, nell)
    await clock(shop)
    found = await shown(shop, id)
    assert (found["state"], found["good"], found["source"]) == ("active", True, "stripe")
    assert len(await shop.trail("SUBSCRIPTION_CHANGED")) == 1
    await clock(shop)
    await shop.tell(shop.event("deleted", "canceled", metadata={}))
    assert (await shown(shop, id))["state"] == "canceled"


async def test_of_several_told_before_the_best_counts_and_all_are_kept(shop: Shop, nell: str) -> None:
    metadata = {"email": nell}
    await shop.tell(shop.event("created", metadata=metadata, at=shop.now - 9))
    await shop.tell(shop.event("deleted", "canceled", metadata=metadata, id="sub_0", ended_at=shop.now - 5))
    await shop.tell(shop.event("created", metadata={}, id="sub_2", customer="cus_1", cancel_at=shop.now + 60))
    id = await invite(shop, nell)
    for _ in range(2):
        await clock(shop)
    assert (await shown(shop, id))["ends_at"] is None
    await shop.tell(shop.event("deleted", "canceled", metadata={}))
    assert (await shown(shop, id))["ends_at"] == iso((shop.now + 60) * 1000)


async def test_the_next_event_finds_the_customer_as_well(shop: Shop, nell: str) -> None:
    await shop.tell(shop.event("created", metadata={"email": nell}))
    id = await invite(shop, nell)
    await shop.tell(shop.event("updated", "past_due", metadata={"email": nell}, at=shop.now + 1))
    assert (await shown(shop, id))["state"] == "past_due"


async def test_what_is_set_by_hand_at_the_invitation_stands(shop: Shop, nell: str) -> None:
    await shop.tell(shop.event("created", metadata={"email": nell}, at=shop.now - 60))
    id = await invite(shop, nell)
    ends_at = iso(shop.server.clock.now() + HOUR)
    await shop.admin.put(f"/api/admin/subscriptions/{id}", json={"state": "trialing", "ends_at": ends_at})
    await clock(shop)
    assert (await shown(shop, id))["state"] == "trialing"
    shop.server.clock.move(HOUR)
    await clock(shop, "end lapsed subscriptions")
    assert (await shown(shop, id))["state"] == "active"


async def test_an_invitation_taken_back_leaves_it_for_the_next_one(shop: Shop, nell: str) -> None:
    await shop.tell(shop.event("created", metadata={"email": nell}))
    first = await invite(shop, nell)
    await clock(shop)
    gone = Statement("DELETE FROM users WHERE tenant_id = $1 AND id = $2", (shop.tenant_id, first), guard=True)
    await shop.server.application.database.execute_batch([gone])
    second = await invite(shop, nell)
    await clock(shop)
    assert (await shown(shop, second))["state"] == "active"


@pytest.mark.parametrize("knows_address", [True, False])
async def test_nobody_else_is_given_it(shop: Shop, nell: str, knows_address: bool) -> None:
    await shop.tell(shop.event("created", metadata={"email": nell} if knows_address else {}, customer="cus_7"))
    await invite(shop, nell, "staff")
    await shop.server.member(Role.CUSTOMER)
    await clock(shop)
    row = await fetch_row(
        shop.server.application.database, "SELECT user_id FROM provider_subscriptions WHERE tenant_id = $1", shop.tenant_id
    )
    assert row is not None
    assert row["user_id"] is None


async def test_an_address_of_one_and_a_name_of_another_are_no_quarrel(shop: Shop, nell: str) -> None:
    await shop.tell(shop.event("created", metadata={"email": nell}, at=shop.now - 9))
    await shop.tell(shop.event("created", id="sub_2", at=shop.now - 8))
    id = await invite(shop, nell)
    await clock(shop)
    assert (await shown(shop, id))["state"] == "none"
    rows = await fetch_rows(
        shop.server.application.database, "SELECT user_id FROM provider_subscriptions WHERE tenant_id = $1", shop.tenant_id
    )
    assert [row["user_id"] for row in rows] == [shop.customer.id] * 2


async def test_two_people_one_customer_of_the_provider_bought_for_get_their_own(shop: Shop, nell: str) -> None:
    other = nell.replace("nell", "otto")
    await shop.tell(shop.event("created", metadata={"email": nell}, cancel_at=shop.now + 60))
    await shop.tell(shop.event("created", metadata={"email": other}, id="sub_2", cancel_at=shop.now + 90))
    ids = [await invite(shop, email) for email in (nell, other)]
    await clock(shop)
    assert [(await shown(shop, id))["ends_at"] for id in ids] == [iso((shop.now + seconds) * 1000) for seconds in (60, 90)]


async def test_of_who_never_came_nothing_is_kept_for_longer_than_ninety_days(shop: Shop, nell: str) -> None:
    await shop.tell(shop.event("created", metadata={"email": nell}))
    shop.server.clock.move(90 * DAY + HOUR)
    await clock(shop, "purge provider events")
    assert await fetch_rows(shop.server.application.database, "SELECT 1 FROM provider_subscriptions WHERE email = $1", nell) == []


async def test_what_was_told_of_somebody_who_never_came_is_forgotten_after_ninety_days(shop: Shop, nell: str) -> None:
    """And which events it were; what belongs to a customer stays."""
    kept = "SELECT (SELECT count(*) FROM provider_events WHERE tenant_id = $1) AS events, count(*) AS subscriptions "
    kept += "FROM provider_subscriptions WHERE tenant_id = $1"

    async def left() -> tuple[int, int]:
        [row] = await fetch_rows(shop.server.application.database, kept, shop.tenant_id)
        return row["events"], row["subscriptions"]

    await shop.tell(shop.event())
    await shop.tell(shop.event("created", metadata={"email": nell}, id="sub_2", customer="cus_2"))
    shop.server.clock.move(90 * DAY)
    await clock(shop, "purge provider events")
    assert await left() == (2, 2)
    shop.server.clock.move(1)
    await clock(shop, "purge provider events")
    assert await left() == (0, 1)


async def test_what_stripe_reports_of_a_suspended_company_is_kept(shop: Shop) -> None:
    await shop.server.application.database.execute_batch([tenants.suspend(shop.server.clock.now(), tenant_id=shop.tenant_id)])
    assert (await shop.tell(shop.event("created", "active"))).status_code == 204
    await shop.server.application.database.execute_batch([tenants.resume(tenant_id=shop.tenant_id)])
    assert await shop.state() == "active"
