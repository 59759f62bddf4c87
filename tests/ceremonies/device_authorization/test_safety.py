"""What keeps a device out that nobody meant to let in: the number, the risks, the rules of a client, and the second judgement."""

import json
from typing import Any

import pytest

from handfast.backups.end_what_was_live import end_what_was_live
from handfast.ceremonies.device_authorization.rules import REPEATED
from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Refused
from handfast.kernel.time import HOUR, MINUTE
from tests.ceremonies.device_authorization.household import (
    ELSEWHERE,
    HERE,
    NEXT_DOOR,
    Household,
    add_client,
    numbers_but,
    open_household,
    signed_in,
    told,
)
from tests.support.server import Server


@pytest.fixture
def house(quiet: Server) -> Household:
    """Its devices can show a number."""
    return quiet.call(open_household(quiet, shows_number=True))


async def shown(house: Household, asked: Any) -> Any:
    """What the device shows."""
    answer = await house.poll(asked, has_waited=True)
    assert isinstance(answer, Refused)
    return answer.extra.get("number")


# --- the number ---


async def test_the_number_is_drawn_when_somebody_looks_and_not_before(house: Household) -> None:
    asked = await house.ask()
    assert await shown(house, asked) is None
    numbers = (await house.look(asked))["numbers"]
    number = await shown(house, asked)
    assert number in numbers
    assert len({*numbers}) == 3
    assert all(10 <= one <= 99 for one in numbers)
    assert (await house.look(asked))["numbers"] == numbers, "who looks twice must not learn which of them stays"
    assert (await house.approve(asked, number=number))["device_name"] == "Kitchen screen"
    assert await house.told(asked) == "granted"
    assert (await house.grant(asked))["misses"] == 0


async def test_without_the_number_nobody_approves(house: Household) -> None:
    asked = await house.ask()
    early = await house.post("approve", asked, number=10)
    assert (told(early), early.json()["attempts_remaining"]) == ((403, "WRONG_NUMBER"), 3)
    await house.look(asked)
    without = await house.post("approve", asked)
    assert (told(without), without.json()["attempts_remaining"]) == ((403, "WRONG_NUMBER"), 2)
    assert await house.told(asked) == "AUTHORIZATION_PENDING"


async def test_after_a_wrong_number_another_one_is_shown_and_the_third_ends_the_request(house: Household) -> None:
    asked = await house.ask()
    numbers = (await house.look(asked))["numbers"]
    for left in (2, 1):
        before = await shown(house, asked)
        wrong = await house.post("approve", asked, number=numbers_but(before, numbers)[0])
        assert (told(wrong), wrong.json()["attempts_remaining"]) == ((403, "WRONG_NUMBER"), left)
        numbers = wrong.json()["numbers"]
        assert await shown(house, asked) in numbers
        assert (await house.look(asked))["numbers"] == numbers
    right = await shown(house, asked)
    last = await house.post("approve", asked, number=numbers_but(right, numbers)[0])
    assert (told(last), last.json()["attempts_remaining"]) == ((403, "WRONG_NUMBER"), 0)
    assert "numbers" not in last.json()
    assert told(await house.post("approve", asked, number=right)) == (401, "INVALID_CODE")
    assert await house.told(asked) == "ACCESS_DENIED"
    assert len(await house.trail("DEVICE_GRANT_REFUSED")) == 3
    assert len(await house.trail("ALERT")) == 1


async def test_the_right_number_after_a_wrong_one_lets_the_device_in(house: Household) -> None:
    asked = await house.ask()
    numbers = (await house.look(asked))["numbers"]
    await house.post("approve", asked, number=numbers_but(await shown(house, asked), numbers)[0])
    await house.approve(asked, number=await shown(house, asked))
    assert await house.told(asked) == "granted"


@pytest.mark.parametrize(
    ("policy", "shows", "address", "answer"),
    [
        ("off", False, ELSEWHERE, None),
        ("off", True, ELSEWHERE, None),
        ("risky", True, HERE, "numbers"),  # the first device of its client
        ("risky", False, HERE, None),
        ("risky", False, ELSEWHERE, "NUMBER_NOT_SHOWN"),
        ("risky", True, ELSEWHERE, "numbers"),
        ("always", True, HERE, "numbers"),
        ("always", False, HERE, "NUMBER_NOT_SHOWN"),
    ],
)
async def test_the_number_is_compared_as_the_company_wants(
    quiet: Server, house: Household, policy: str, shows: bool, address: str, answer: str | None
) -> None:
    await house.settings(number_matching=policy)
    house.client = await add_client(quiet, house.tenant_id, shows_number=shows)
    asked = await house.ask(address=address)
    looked = await house.post("look", asked)
    if answer == "NUMBER_NOT_SHOWN":
        assert told(looked) == (403, answer)
        assert told(await house.post("approve", asked)) == (403, answer)
        assert await house.told(asked) == "AUTHORIZATION_PENDING"
        return
    assert (looked.json()["numbers"] is not None) is (answer == "numbers")
    assert (await house.post("approve", asked)).status_code == (403 if answer else 200)


# --- what is unusual ---


async def test_a_device_that_is_known_and_next_door_is_nothing_unusual(house: Household) -> None:
    await house.settings(number_matching="off")
    assert (await house.look(await house.ask()))["risks"] == ["first_seen"]
    await house.joined()
    looked = await house.look(await house.ask())
    assert (looked["risks"], looked["same_network"]) == ([], True)
    looked = await house.look(await house.ask(address=ELSEWHERE))
    assert (looked["risks"], looked["same_network"]) == (["other_network"], False)


async def test_many_requests_that_came_to_nothing_are_unusual(quiet: Server, house: Household) -> None:
    await house.settings(number_matching="off")
    await house.joined()
    for number in range(REPEATED):
        one = await house.ask()
        if number % 2:
            await house.post("deny", one)
        else:
            await house.do("UPDATE device_grants SET expires_at = 1 WHERE id = $1", (await house.grant(one))["id"])
        assert "repeated" not in (await house.look(await house.ask(address=NEXT_DOOR)))["risks"]
    asked = await house.ask()
    assert (await house.look(asked))["risks"] == ["repeated"]
    quiet.clock.move(HOUR)
    assert (await house.look(await house.ask()))["risks"] == []


async def test_an_hour_at_which_nobody_there_lets_devices_in_is_unusual(quiet: Server, house: Household) -> None:
    await house.settings(number_matching="off")
    for _ in range(10):
        await house.joined()
    quiet.clock.move(2 * HOUR)
    assert (await house.look(await house.ask()))["risks"] == []
    quiet.clock.move(MINUTE)
    assert (await house.look(await house.ask()))["risks"] == ["unusual_hour"]


async def test_a_risk_that_comes_up_after_the_look_asks_for_the_number_too(house: Household) -> None:
    await house.settings(number_matching="off")
    await house.joined()
    await house.settings(number_matching="risky")
    asked = await house.ask()
    assert (await house.look(asked))["numbers"] is None
    roaming = await signed_in(house.server, house.manager, ELSEWHERE)
    assert told(await house.post("approve", asked, roaming)) == (403, "WRONG_NUMBER")
    numbers = (await house.look(asked, browser=roaming))["numbers"]
    assert await shown(house, asked) in numbers
    # A number that is on the device's screen is compared, wherever its approver is now.
    assert told(await house.post("approve", asked)) == (403, "WRONG_NUMBER")


# --- the rules of a client ---


async def test_a_client_may_be_for_devices_of_the_same_network_alone(quiet: Server, house: Household) -> None:
    await house.settings(number_matching="off")
    house.client = await add_client(quiet, house.tenant_id, allowed_devices="same_network")
    asked = await house.ask(address=ELSEWHERE)
    for verb in ("look", "approve"):
        assert told(await house.post(verb, asked)) == (403, "OTHER_NETWORK")
    assert (await house.post("deny", asked)).status_code == 204
    assert (await house.joined()).device_id


async def test_a_client_may_be_for_registered_devices_alone(quiet: Server, house: Household) -> None:
    await house.settings(number_matching="off")
    registered = await house.joined("key-1")
    house.client = await add_client(quiet, house.tenant_id, allowed_devices="registered")
    asked = await house.ask(thumbprint="key-2")
    assert told(await house.post("look", asked)) == (403, "DEVICE_NOT_REGISTERED")
    assert (await house.joined("key-1")).device_id != registered.device_id
    # One that shows its key only when it takes its tokens is judged then.
    late = await house.ask()
    await house.approve(late)
    assert await house.told(late, "key-2") == "ACCESS_DENIED"
    assert [row["reason"] for row in await refusals(house)] == ["DEVICE_NOT_REGISTERED"]
    late = await house.ask()
    await house.approve(late)
    assert await house.told(late, "key-1") == "granted"


async def refusals(house: Household) -> list[dict[str, Any]]:
    return [json.loads(row["details"]) for row in await house.trail("DEVICE_GRANT_REFUSED")]


# --- judged twice ---

AFTER_APPROVAL = {
    "the user was disabled": ("UPDATE users SET disabled_at = 1 WHERE id = $1", "ACCOUNT_DISABLED"),
    "the user may not any more": ("UPDATE users SET role = 'staff' WHERE id = $1", "FORBIDDEN"),
    "the company was suspended": (
        "UPDATE tenants SET suspended_at = 1 WHERE id = (SELECT tenant_id FROM users WHERE id = $1)",
        "TENANT_SUSPENDED",
    ),
}


@pytest.mark.parametrize("case", [*AFTER_APPROVAL])
async def test_an_approval_counts_only_while_its_user_may_give_it(house: Household, case: str) -> None:
    sql, reason = AFTER_APPROVAL[case]
    await house.settings(number_matching="off")
    asked = await house.ask()
    await house.approve(asked)
    await house.do(sql, house.manager.id)
    before = await house.row("SELECT count(*) AS rows FROM devices WHERE tenant_id = $1", house.tenant_id)
    assert await house.told(asked) == "ACCESS_DENIED"
    assert await house.told(asked) == "ACCESS_DENIED"
    assert await house.row("SELECT count(*) AS rows FROM devices WHERE tenant_id = $1", house.tenant_id) == before
    assert [row["reason"] for row in await refusals(house)] == [reason]
    grant = await house.grant(asked)
    assert (grant["state"], grant["refusal"]) == ("denied", reason)


async def test_an_approval_of_somebody_who_was_deleted_counts_no_more(house: Household) -> None:
    await house.settings(number_matching="off")
    asked = await house.ask()
    await house.approve(asked)
    await house.do("UPDATE device_grants SET user_id = NULL WHERE id = $1", (await house.grant(asked))["id"])
    assert await house.told(asked) == "ACCESS_DENIED"


async def test_who_has_no_room_is_told_at_once_and_one_who_lost_it_later_is_refused(house: Household) -> None:
    await house.settings(number_matching="off", max_devices_per_person=1)
    one, other = await house.ask(), await house.ask()
    await house.approve(one)
    await house.approve(other)
    await house.taken(one)
    assert await house.told(other) == "ACCESS_DENIED"
    assert told(await house.post("approve", await house.ask())) == (409, "DEVICE_LIMIT")
    await house.do("UPDATE tenants SET max_devices = 1 WHERE id = $1", house.tenant_id)
    assert told(await house.post("approve", await house.ask())) == (409, "DEVICE_QUOTA")
    assert [row["reason"] for row in await refusals(house)] == ["DEVICE_LIMIT"]


async def test_a_known_device_needs_no_more_room(house: Household) -> None:
    await house.settings(number_matching="off", max_devices_per_person=1)
    first = await house.joined("key-1")
    assert (await house.joined("key-1")).device_id == first.device_id


async def test_the_idle_device_makes_room_if_the_company_wants_that(house: Household) -> None:
    await house.settings(number_matching="off", max_devices_per_person=1, device_limit_policy="replace_idle")
    first, second = await house.joined(), await house.joined()
    assert (await house.row("SELECT status FROM devices WHERE id = $1", first.device_id))["status"] == "gone"
    assert (await house.row("SELECT status FROM devices WHERE id = $1", second.device_id))["status"] == "active"


async def test_a_company_that_requires_a_key_lets_no_device_in_without(house: Household) -> None:
    await house.settings(number_matching="off", device_key="required")
    asked = await house.ask()
    await house.approve(asked)
    assert await house.told(asked) == "ACCESS_DENIED"
    assert (await house.joined("key-1")).thumbprint == "key-1"


async def test_a_removed_device_cannot_fetch_its_tokens_again(house: Household) -> None:
    await house.settings(number_matching="off")
    asked = await house.ask()
    await house.approve(asked)
    granted = await house.taken(asked)
    admin = await house.at(HERE, Role.ADMIN)
    assert (await admin.post(f"/api/devices/{granted.device_id}/disable")).is_success
    assert await house.told(asked) == "INVALID_GRANT"


async def test_an_access_token_or_a_service_account_approves_nothing(house: Household) -> None:
    asked = await house.ask()
    made = await house.browser.post("/api/tokens", json={"name": "all", "scopes": ["devices:write", "codes:write"], "expires_in_days": 1})
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    script = house.server.browser(HERE)
    for verb in ("look", "approve", "deny"):
        answer = await script.post(f"/api/device-grants/{verb}", json={"user_code": asked.user_code.reveal()}, headers=headers)
        assert told(answer) == (403, "FORBIDDEN")


async def test_a_restored_backup_ends_what_was_under_way(house: Household) -> None:
    await house.settings(number_matching="off")
    pending, approved, denied = await house.ask(), await house.ask(), await house.ask()
    await house.approve(approved)
    await house.post("deny", denied)
    await house.server.application.run(end_what_was_live, None, SYSTEM)
    assert [await house.told(asked) for asked in (pending, approved, denied)] == ["INVALID_GRANT", "INVALID_GRANT", "ACCESS_DENIED"]


async def test_a_wrong_name_is_refused_before_anything_is_counted(house: Household) -> None:
    asked = await house.ask()
    assert told(await house.post("approve", asked, name="\u200b ")) == (400, "INVALID_INPUT")


async def test_what_a_device_says_of_itself_can_hide_nothing(house: Household) -> None:
    asked = await house.ask(device_name="Till\u202egnp.exe\x00\n" + "x" * 500, platform="\u200b")
    looked = await house.look(asked)
    assert looked["device_name"].startswith("Till gnp.exe x")
    assert len(looked["device_name"]) <= 100
    assert (looked["platform"], looked["name"]) == ("", looked["device_name"])
    nameless = await house.ask(device_name="", platform="")
    assert (await house.look(nameless))["name"] == "Menu board"


async def test_two_who_decide_at_once_decide_once(quiet: Server, house: Household) -> None:
    await house.settings(number_matching="off")
    asked = await house.ask()
    database = quiet.application.database
    apply = database.execute_batch

    async def denied_meanwhile(writes: Any) -> None:
        database.execute_batch = apply  # type: ignore[method-assign]
        sql = "UPDATE device_grants SET state = 'denied', user_code_hash = NULL WHERE id = $1"
        await apply([Statement(sql, ((await house.grant(asked))["id"],), guard=True)])
        await apply(writes)

    database.execute_batch = denied_meanwhile  # type: ignore[method-assign]
    assert told(await house.post("approve", asked)) == (401, "INVALID_CODE")
    assert await house.told(asked) == "ACCESS_DENIED"


async def test_time_goes_on_while_somebody_thinks(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    number = (await house.look(asked))["numbers"] and await shown(house, asked)
    quiet.clock.move(10 * MINUTE)
    assert told(await house.post("approve", asked, number=number)) == (401, "INVALID_CODE")
