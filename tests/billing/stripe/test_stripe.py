"""What Stripe tells: believed when it is signed, counted once, and in the order it happened, not the order it came."""

import asyncio
from itertools import permutations
from typing import Any

import pytest
from stripe import WebhookSignature

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, MINUTE
from tests.billing.conftest import SECRET, Shop
from tests.support.inside import do_job
from tests.support.rows import fetch_row, fetch_rows
from tests.support.server import Server


async def test_a_signed_event_sets_the_subscription(shop: Shop) -> None:
    assert (await shop.tell(shop.event("created", "trialing"))).status_code == 204
    shown = await shop.shown()
    assert (shown["state"], shown["good"], shown["source"]) == ("trialing", True, "stripe")
    assert [row["actor_name"] for row in await shop.trail("SUBSCRIPTION_CHANGED")] == ["Stripe"]


async def test_what_is_not_signed_by_stripe_is_refused(shop: Shop) -> None:
    event, path = shop.event(), f"/api/webhooks/stripe/{shop.tenant_id}"
    bare = await shop.server.browser().post(path, json=event)
    forged = await shop.tell(event, secret="whsec_of_somebody_else")
    nonsense = await shop.server.browser().post(path, json=event, headers={"Stripe-Signature": "t=x,v1=y"})
    for answer in (bare, forged, nonsense):
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SIGNATURE")
    assert await shop.state() == "none"


async def test_a_changed_body_does_not_fit_its_signature(shop: Shop) -> None:
    signature = WebhookSignature.generate_signature_header('{"id":"evt"}', SECRET, shop.now)
    answer = await shop.server.browser().post(
        f"/api/webhooks/stripe/{shop.tenant_id}", content=b'{"id":"evT"}', headers={"Stripe-Signature": signature}
    )
    assert answer.json()["code"] == "BAD_SIGNATURE"


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_signature_from_another_time_is_refused(shop: Shop, minutes: int) -> None:
    answer = await shop.tell(shop.event(), at=shop.now + minutes * MINUTE // 1000)
    assert answer.json()["code"] == "BAD_SIGNATURE"


async def test_the_same_event_again_changes_nothing(shop: Shop) -> None:
    event = shop.event()
    await shop.tell(event)
    await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "canceled"})
    assert (await shop.tell(event)).status_code == 204
    assert await shop.state() == "canceled"


async def test_the_same_event_many_times_at_once_is_told_once(shop: Shop) -> None:
    event = shop.event()
    answers = await asyncio.gather(*(shop.tell(event) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {204}
    assert len(await shop.trail("SUBSCRIPTION_CHANGED")) == 1


def story(shop: Shop) -> list[dict[str, Any]]:
    """An old subscription ends while a new one begins; two events share a second."""
    now = shop.now
    return [
        shop.event("created", "incomplete", at=now - 50),
        shop.event("updated", "active", at=now - 50),
        shop.event("created", "active", at=now - 20, id="sub_2"),
        shop.event("deleted", "canceled", at=now - 10, ended_at=now - 10),
    ]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_whatever_the_order_the_end_is_the_same(shop: Shop, order: tuple[int, ...]) -> None:
    events = story(shop)
    for number in order:
        assert (await shop.tell(events[number])).status_code == 204
    shown = await shop.shown()
    assert (shown["state"], shown["ends_at"], shown["good"]) == ("active", None, True)


def one_second(shop: Shop, *steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Changes of one subscription within a second, each saying what it changed, as Stripe does."""
    before: dict[str, Any] = {"status": "incomplete", "cancel_at": None}
    events = []
    for step in steps:
        after = before | step
        event = shop.event(**after)
        event["data"]["previous_attributes"] = {name: before[name] for name in step} | {"metadata": {"note": None}}
        events.append(event)
        before = after
    return events


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "state", "ends"),
    [
        ({"status": "active"}, {"status": "past_due"}, "past_due", False),
        ({"status": "active"}, {"status": "unpaid"}, "canceled", False),
        ({"status": "active"}, {"cancel_at": 4_000_000_000}, "active", True),
        ({"status": "active", "cancel_at": 4_000_000_000}, {"cancel_at": None}, "active", False),
        ({"status": "paused"}, {"status": "active", "cancel_at": 4_000_000_000}, "active", True),
    ],
)
async def test_of_two_changes_in_a_second_the_second_one_counts(
    shop: Shop, first: dict[str, Any], second: dict[str, Any], state: str, ends: bool, turned: bool
) -> None:
    events = one_second(shop, first, second)
    for event in reversed(events) if turned else events:
        await shop.tell(event)
    shown = await shop.shown()
    assert (shown["state"], shown["ends_at"] is not None) == (state, ends)


async def test_of_two_that_cannot_be_told_apart_the_order_they_came_in_does_not_decide(shop: Shop) -> None:
    one, other = shop.event(status="active"), shop.event(status="unpaid")
    for customer, events in (("cus_1", [one, other]), ("cus_2", [other, one])):
        ids = {"id": f"sub_of_{customer}", "customer": customer, "metadata": {"person_id": shop.customer.id}}
        for event in events:
            told = {"object": event["data"]["object"] | ids}
            await shop.tell(event | {"id": f"{event['id']}_{customer}", "data": told})
    rows = await fetch_rows(
        shop.server.application.database, "SELECT state FROM provider_subscriptions WHERE user_id = $1", shop.customer.id
    )
    assert [row["state"] for row in rows] == ["active", "active"]


def switch(shop: Shop) -> list[dict[str, Any]]:
    """To another plan: the new subscription begins, then the old one is to end with its month, and ends."""
    now, until = shop.now, shop.now + 86_400
    return [
        shop.event("created", at=now - 60),
        shop.event("created", at=now - 30, id="sub_2"),
        shop.event("updated", at=now - 20, cancel_at_period_end=True, cancel_at=until),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_who_switches_the_plan_has_the_one_that_lasts(shop: Shop, order: tuple[int, ...]) -> None:
    events = switch(shop)
    for number in order:
        await shop.tell(events[number])
    shown = await shop.shown()
    assert (shown["state"], shown["ends_at"], shown["good"]) == ("active", None, True)


async def test_a_new_purchase_counts_against_an_end_set_by_hand(shop: Shop) -> None:
    """Though an older one would last longer."""
    await shop.tell(shop.event(at=shop.now - 60))
    await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "canceled"})
    await shop.tell(shop.event("created", id="sub_2", cancel_at=shop.now + 600))
    assert (await shop.shown())["good"] is True


async def test_two_ends_told_at_once_are_both_seen(shop: Shop) -> None:
    ids = [f"sub_{number}" for number in range(6)]
    for id in ids:
        await shop.tell(shop.event("created", id=id, at=shop.now - 60))
    await asyncio.gather(*(shop.tell(shop.event("deleted", "canceled", id=id)) for id in ids))
    assert await shop.state() == "canceled"


async def test_a_cancellation_at_the_end_of_the_month_ends_it_then(shop: Shop) -> None:
    until = shop.now + 86_400
    await shop.tell(shop.event(cancel_at_period_end=True, items={"data": [{"current_period_end": until}]}))
    assert (await shop.shown())["ends_at"] == "2026-01-21T06:00:00Z"


async def test_a_hand_set_state_stands_against_what_was_older(shop: Shop) -> None:
    await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active"})
    await shop.tell(shop.event("deleted", "canceled", at=shop.now - 60))
    assert await shop.state() == "active"
    await shop.tell(shop.event("updated", "past_due", at=shop.now + 1))
    assert await shop.state() == "past_due"


async def test_the_customer_is_found_by_the_providers_own_name_next_time(shop: Shop) -> None:
    await shop.tell(shop.event(at=shop.now - 5))
    await shop.tell(shop.event("deleted", "canceled", metadata={}))
    assert await shop.state() == "canceled"


async def test_another_subscription_of_a_known_customer_of_the_provider_is_theirs_too(shop: Shop) -> None:
    await shop.tell(shop.event(at=shop.now - 5))
    await shop.tell(shop.event("deleted", "canceled", at=shop.now - 4))
    await shop.tell(shop.event("created", id="sub_2", customer="cus_2", metadata={}))
    assert await shop.state() == "canceled"
    await shop.tell(shop.event("created", id="sub_3", metadata={}))
    assert await shop.state() == "active"


async def test_the_customer_is_found_by_mail(shop: Shop) -> None:
    await shop.tell(shop.event(metadata={"email": shop.customer.email.upper()}))
    assert await shop.state() == "active"


async def test_a_customer_set_by_hand_meanwhile_is_found_by_the_providers_name_too(shop: Shop) -> None:
    await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active"})
    await shop.tell(shop.event("created", at=shop.now - 60))
    await shop.tell(shop.event("deleted", "canceled", at=shop.now + 1, metadata={}))
    assert await shop.state() == "canceled"
    assert await shop.trail("SUBSCRIPTION_UNMATCHED") == []


async def test_a_customer_with_two_names_at_the_provider_is_found_by_either(shop: Shop) -> None:
    for number in (1, 2):
        await shop.tell(shop.event("created", id=f"sub_{number}", customer=f"cus_{number}", at=shop.now - 60 + number))
    for number in (1, 2):
        assert await shop.state() == "active"
        await shop.tell(shop.event("deleted", "canceled", id=f"sub_{number}", customer=f"cus_{number}", metadata={}))
    assert await shop.state() == "canceled"


async def test_a_person_who_is_nobody_here_does_not_hide_the_address(shop: Shop) -> None:
    await shop.tell(shop.event(metadata={"person_id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "email": shop.customer.email}))
    assert await shop.state() == "active"


async def test_nobody_of_another_tenant_is_reached(shop: Shop, quiet: Server) -> None:
    stranger = await quiet.member(Role.CUSTOMER)
    for metadata in ({"person_id": stranger.id}, {"email": stranger.email}):
        assert (await shop.tell(shop.event(customer="cus_9", metadata=metadata))).status_code == 204
    row = await fetch_row(quiet.application.database, "SELECT count(*) AS rows FROM subscriptions WHERE user_id = $1", stranger.id)
    assert row is not None
    assert row["rows"] == 0
    assert len(await shop.trail("SUBSCRIPTION_UNMATCHED")) == 2


async def test_events_of_other_things_are_taken_and_left(shop: Shop) -> None:
    assert (await shop.tell({"id": "evt_x", "type": "invoice.paid", "created": 1, "data": {"object": {}}})).status_code == 204


@pytest.mark.parametrize(
    "event",
    [
        [], "5", {"type": "customer.subscription.updated"}, {"id": "e", "type": "customer.subscription.updated", "data": {"object": {}}},
        {"id": 7, "type": "customer.subscription.updated", "created": 1,
         "data": {"object": {"id": "s", "customer": "c", "status": "active"}}},
    ],
)  # fmt: skip
async def test_a_signed_body_that_is_no_event_is_a_problem_not_a_crash(shop: Shop, event: Any) -> None:
    assert (await shop.tell(event)).status_code == 400


@pytest.mark.parametrize(
    "about",
    [
        {"at": "1"}, {"at": True}, {"at": 1.5}, {"at": -1}, {"at": 10**17}, {"at": None},
        {"ended_at": 1e17}, {"ended_at": 10**17}, {"ended_at": "1"}, {"cancel_at": [1]}, {"cancel_at": True},
        {"cancel_at_period_end": True, "current_period_end": {}},
        {"cancel_at_period_end": True, "items": {"data": [{"current_period_end": "1"}]}},
        {"cancel_at_period_end": True, "items": {"data": [5]}}, {"cancel_at_period_end": True, "items": {"data": {"0": 1}}}, {"items": [1]},
        {"metadata": ["person_id"]}, {"metadata": {"person_id": ["x"]}}, {"metadata": {"person_id": 5}}, {"metadata": {"email": {"a": 1}}},
        {"customer": {"id": 5}}, {"customer": None}, {"customer": ""}, {"customer": {"id": "cus_1", "email": ["x"]}},
        {"status": ["active"]}, {"status": None}, {"id": "s" * 300},
    ],
)  # fmt: skip
async def test_a_field_of_an_odd_kind_is_a_problem_not_a_crash(shop: Shop, about: dict[str, Any]) -> None:
    answer = await shop.tell(shop.event(**about))
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert await shop.state() == "none"


@pytest.mark.parametrize(
    "about",
    [
        {"metadata": None}, {"metadata": {"note": "of the shop", "person_id": None}}, {"items": None, "cancel_at_period_end": True},
        {"customer": {"id": "cus_1", "email": None}, "metadata": {"email": ""}}, {"ended_at": None, "cancel_at": None},
    ],
)  # fmt: skip
async def test_what_is_empty_is_no_problem(shop: Shop, about: dict[str, Any]) -> None:
    assert (await shop.tell(shop.event(**about))).status_code == 204


# --- what is paid, and until when ---

MONTH = 30 * 86_400


async def after(shop: Shop, milliseconds: int) -> None:
    """Later, when the admin has to sign in again."""
    shop.server.clock.move(milliseconds)
    shop.admin = await shop.server.signed_in(await shop.server.member(Role.ADMIN, shop.tenant_id))


async def clock(shop: Shop) -> None:
    await do_job(shop.server, "end lapsed subscriptions")


@pytest.mark.parametrize("behavior", ["void", "keep_as_draft", "mark_uncollectible"])
async def test_a_paused_collection_is_not_served_though_the_status_stays_active(shop: Shop, behavior: str) -> None:
    await shop.tell(shop.event("created", at=shop.now - 9))
    await shop.tell(shop.event(pause_collection={"behavior": behavior, "resumes_at": None}))
    shown = await shop.shown()
    assert (shown["state"], shown["good"]) == ("none", False)
    await shop.tell(shop.event(at=shop.now + 1, pause_collection=None))
    assert (await shop.shown())["good"] is True


@pytest.mark.parametrize("stands_in", ["subscription", "items"])
async def test_a_subscription_that_is_not_renewed_ends_a_week_after_what_was_paid(shop: Shop, stands_in: str) -> None:
    until = shop.now + MONTH
    period = {"current_period_end": until}
    await shop.tell(
        shop.event(**(period if stands_in == "subscription" else {"items": {"data": [{"current_period_end": until - 60}, period]}}))
    )
    shown = await shop.shown()
    assert (shown["good"], shown["ends_at"], shown["renews_at"]) == (True, None, "2026-02-19T06:00:00Z")
    await after(shop, 37 * DAY - 1)
    assert (await shop.shown())["good"] is True
    shop.server.clock.move(1)
    shown = await shop.shown()
    assert (shown["state"], shown["good"], shown["ends_at"], shown["renews_at"]) == ("active", False, None, "2026-02-19T06:00:00Z")
    await clock(shop)
    [told] = await shop.trail("SUBSCRIPTION_LAPSED")
    assert "it was not renewed" in told["details"]


async def test_a_renewal_that_is_told_goes_on(shop: Shop) -> None:
    await shop.tell(shop.event(current_period_end=shop.now + MONTH))
    shop.server.clock.move(30 * DAY)
    await shop.tell(shop.event(current_period_end=shop.now + MONTH))
    await after(shop, 30 * DAY)
    await clock(shop)
    assert (await shop.shown())["good"] is True
    assert await shop.trail("SUBSCRIPTION_LAPSED") == []


async def test_a_period_that_was_over_long_ago_when_it_was_told_is_not_served(shop: Shop) -> None:
    await shop.tell(shop.event(current_period_end=shop.now - 60 * 86_400))
    assert (await shop.shown())["good"] is False


async def test_a_period_at_the_end_of_all_dates_is_no_crash(shop: Shop) -> None:
    assert (await shop.tell(shop.event(current_period_end=253_402_300_799))).status_code == 204
    assert (await shop.shown())["renews_at"] == "9999-12-31T23:59:59Z"


async def test_the_list_says_when_the_provider_last_told_of_somebody(shop: Shop) -> None:
    assert (await shop.shown())["last_event_at"] is None
    await shop.tell(shop.event(at=shop.now - 60))
    assert (await shop.shown())["last_event_at"] == "2026-01-20T05:59:00Z"


# --- what is not understood, and what was corrected ---


def thin() -> dict[str, Any]:
    return {
        "id": "evt_thin",
        "object": "v2.core.event",
        "type": "v1.customer.subscription.updated",
        "created": "2026-01-20T06:00:00.000Z",
        "related_object": {"id": "sub_1", "type": "subscription", "url": "/v1/subscriptions/sub_1"},
    }


async def test_a_status_of_tomorrow_is_taken_once_and_told_and_changes_nothing(shop: Shop) -> None:
    await shop.tell(shop.event(at=shop.now - 60))
    for _ in range(3):
        assert (await shop.tell(shop.event(status="resting"))).status_code == 204
    [told] = await shop.trail("SUBSCRIPTION_NOT_UNDERSTOOD")
    assert "'resting'" in told["details"]
    assert await shop.state() == "active"


async def test_a_thin_event_is_taken_and_says_what_the_endpoint_must_send(shop: Shop) -> None:
    assert (await shop.tell(thin())).status_code == 204
    [told] = await shop.trail("SUBSCRIPTION_NOT_UNDERSTOOD")
    assert "snapshot" in told["details"]


@pytest.mark.parametrize("by", ["person_id", "email"])
async def test_a_corrected_name_moves_the_subscription_to_whom_it_names(shop: Shop, quiet: Server, by: str) -> None:
    right = await quiet.member(Role.CUSTOMER, shop.tenant_id, name="Carlo")
    await shop.tell(shop.event("created", at=shop.now - 60))
    assert await shop.state() == "active"
    corrected = shop.event(metadata={by: right.id if by == "person_id" else right.email})
    assert (await shop.tell(corrected)).status_code == 204
    assert await shop.state() == "none"
    items = (await shop.admin.get("/api/admin/subscriptions")).json()["items"]
    assert next(item for item in items if item["person"]["id"] == right.id)["good"] is True
    [moved] = await shop.trail("SUBSCRIPTION_MOVED")
    assert (moved["subject_id"], "Carla" in moved["details"]) == (right.id, True)
    await shop.tell(shop.event("deleted", "canceled", at=shop.now + 1, metadata={}))
    items = (await shop.admin.get("/api/admin/subscriptions")).json()["items"]
    assert next(item for item in items if item["person"]["id"] == right.id)["state"] == "canceled"
    assert len(await shop.trail("SUBSCRIPTION_MOVED")) == 1


async def test_who_loses_a_subscription_that_was_somebody_elses_keeps_their_own(shop: Shop, quiet: Server) -> None:
    right = await quiet.member(Role.CUSTOMER, shop.tenant_id, name="Carlo")
    await shop.tell(shop.event("created", at=shop.now - 60))
    await shop.tell(shop.event("created", "trialing", at=shop.now - 60, id="sub_own", customer="cus_own"))
    await shop.tell(shop.event(metadata={"person_id": right.id}))
    assert await shop.state() == "trialing"
