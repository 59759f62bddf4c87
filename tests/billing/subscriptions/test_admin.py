"""A subscription set by hand, or by a billing program with a token."""

import asyncio
import json

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR, iso
from tests.billing.conftest import Shop
from tests.support.rows import fetch_row

UNKNOWN = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"


async def test_an_admin_says_how_it_stands_and_the_trail_says_who_said_so(shop: Shop) -> None:
    ends_at = iso(shop.server.clock.now() + 30 * DAY)
    answer = await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active", "ends_at": ends_at})
    assert answer.status_code == 200, answer.text
    assert answer.json() == await shop.shown()
    assert {key: answer.json()[key] for key in ("state", "ends_at", "good", "source", "lapsed_at")} == {
        "state": "active", "ends_at": ends_at, "good": True, "source": "admin", "lapsed_at": None,
    }  # fmt: skip
    assert [row["actor_name"] for row in await shop.trail("SUBSCRIPTION_CHANGED")] == ["Robin"]


async def test_it_is_over_at_its_end_without_anybody_doing_anything(shop: Shop) -> None:
    ends_at = iso(shop.server.clock.now() + HOUR)
    await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active", "ends_at": ends_at})
    shop.server.clock.move(HOUR - 1)
    assert (await shop.shown())["good"] is True
    shop.server.clock.move(1)
    assert (await shop.shown())["good"] is False


@pytest.mark.parametrize(
    ("state", "good"), [("active", True), ("trialing", True), ("past_due", True), ("canceled", False), ("none", False)]
)
async def test_which_states_are_good(shop: Shop, state: str, good: bool) -> None:
    answer = await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": state})
    assert (answer.json()["state"], answer.json()["good"]) == (state, good)


@pytest.mark.parametrize("body", [
    {}, {"state": "paid"}, {"state": "active", "ends_at": "soon"}, {"state": "active", "ends_at": 5},
    {"state": "active", "ends_at": "9999-12-31T23:59:59-05:00"}, {"state": "active", "ends_at": "0001-01-01T00:00:00+05:00"},
])  # fmt: skip
async def test_what_is_no_state_or_date_is_refused(shop: Shop, body: dict[str, object]) -> None:
    answer = await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")


async def test_only_customers_have_one_and_only_ones_own(shop: Shop) -> None:
    colleague = await shop.server.member(Role.STAFF, shop.tenant_id)
    stranger = await shop.server.member(Role.CUSTOMER)
    for id in (colleague.id, stranger.id, UNKNOWN):
        assert (await shop.admin.put(f"/api/admin/subscriptions/{id}", json={"state": "active"})).status_code == 404


async def test_saying_the_same_again_leaves_no_second_row(shop: Shop) -> None:
    for _ in range(2):
        await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active"})
    assert len(await shop.trail("SUBSCRIPTION_CHANGED")) == 1


async def test_admins_at_once_are_all_answered_and_the_last_of_them_stands(shop: Shop) -> None:
    path = f"/api/admin/subscriptions/{shop.customer.id}"
    states = ["active", "trialing", "past_due", "canceled"]
    answers = await asyncio.gather(*(shop.admin.put(path, json={"state": state}) for state in states))
    assert {answer.status_code for answer in answers} == {200}
    row = await fetch_row(shop.server.application.database, "SELECT state, version FROM subscriptions WHERE user_id = $1", shop.customer.id)
    told = [json.loads(row["details"])["state"] for row in await shop.trail("SUBSCRIPTION_CHANGED")]
    assert sorted(told) == sorted(states)
    assert row is not None
    assert (row["state"], row["version"]) == (told[-1], len(states))
    assert await shop.state() == told[-1]


async def test_a_script_with_the_scope_may_and_another_may_not(shop: Shop) -> None:
    path = f"/api/admin/subscriptions/{shop.customer.id}"
    for scope, status in (("subscriptions:write", 200), ("links:write", 403)):
        payload = {"name": "billing", "scopes": [scope], "expires_in_days": 1}
        token = (await shop.admin.post("/api/tokens", json=payload)).json()["token"]
        script = shop.server.browser()
        answer = await script.put(path, json={"state": "active"}, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status, answer.text
    assert (await shop.shown())["source"] == "api"


async def test_the_list_pages_filters_and_names_those_without(shop: Shop) -> None:
    names = ["Ada", "Bo", "Carla", "Dee"]
    for name in ("Ada", "Bo", "Dee"):
        await shop.server.member(Role.CUSTOMER, shop.tenant_id, name)
    await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active"})
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await shop.admin.get("/api/admin/subscriptions", params={"limit": 3, "cursor": cursor})).json()
        seen += [item["person"]["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, page["total"]) == (names, 4)
    by_state = (await shop.admin.get("/api/admin/subscriptions", params={"state": "none"})).json()
    assert [item["person"]["name"] for item in by_state["items"]] == ["Ada", "Bo", "Dee"]
    assert (await shop.admin.get("/api/admin/subscriptions", params={"search": "ARL"})).json()["total"] == 1


async def test_a_bare_date_as_an_end_means_all_of_that_day(shop: Shop) -> None:
    answer = await shop.admin.put(f"/api/admin/subscriptions/{shop.customer.id}", json={"state": "active", "ends_at": "2026-01-31"})
    assert answer.json()["ends_at"] == "2026-01-31T23:59:59Z"
