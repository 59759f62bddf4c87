"""A device shows a code, somebody approves it, and the device takes its tokens: what each step answers, and what it leaves."""

import pytest

from handfast.ceremonies.device_authorization.rules import FETCHED_WITHIN, LIFE, REPEATED_WITHIN
from handfast.devices.store import mark_used
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Refused
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY, MINUTE, SECOND
from handfast.limits.rules import GRANT_REQUEST, Bucket
from handfast.oauth.clients import store as clients
from tests.ceremonies.device_authorization.household import (
    AUDIENCE,
    ELSEWHERE,
    HERE,
    SCOPES,
    Household,
    add_client,
    open_household,
    signed_in,
    told,
)
from tests.support.inside import do_job
from tests.support.server import Server


@pytest.fixture
def house(quiet: Server) -> Household:
    return quiet.call(open_household(quiet))


async def test_a_device_is_let_in(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    assert (asked.expires_in, asked.interval) == (10 * MINUTE, 5 * SECOND)
    code = asked.user_code.reveal()
    assert len(code) == 9
    assert set(code) <= set("BCDFGHJKLMNPQRSTVWXZ-")
    assert await house.told(asked) == "AUTHORIZATION_PENDING"

    quiet.clock.move(20 * SECOND)
    name = (await house.row("SELECT name FROM tenants WHERE id = $1", house.tenant_id))["name"]
    assert await house.look(asked) == {
        "client_name": "Menu board",
        "device_name": "Kitchen screen",
        "platform": "Tizen 7",
        "address": HERE,
        "same_network": True,
        "age_seconds": 20,
        "expires_in_seconds": 580,
        "scopes": list(SCOPES),
        "company": {"id": house.tenant_id, "name": name},
        "numbers": None,
        "risks": ["first_seen"],
        "name": "Kitchen screen",
    }
    assert await house.approve(asked, name="  Pass ") == {"device_name": "Pass", "company_name": name}

    granted = await house.taken(asked)
    assert (granted.tenant_id, granted.client_id, granted.scopes) == (house.tenant_id, house.client.id, SCOPES)
    assert (granted.audiences, granted.thumbprint) == ((AUDIENCE,), None)
    assert granted.refresh_token is not None
    token = granted.refresh_token.reveal()
    assert (token[:4], len(token)) == ("hfr_", 68)
    assert granted.refresh_expires_at == quiet.clock.now() + 90 * DAY

    device = await house.row("SELECT name, status, user_id, tenant_id, platform FROM devices WHERE id = $1", granted.device_id)
    assert device == {
        "name": "Pass", "status": "active", "user_id": house.manager.id, "tenant_id": house.tenant_id, "platform": "Tizen 7"
    }  # fmt: skip
    stored = await house.row("SELECT client_id, scopes, tenant_id FROM oauth_grants WHERE device_id = $1", granted.device_id)
    assert stored == {"client_id": house.client.id, "scopes": '["menu.read", "orders.write"]', "tenant_id": house.tenant_id}


async def test_only_digests_are_stored_and_the_code_is_erased_when_it_is_decided(house: Household) -> None:
    asked = await house.ask()
    grant = await house.grant(asked)
    secrets = (asked.device_code.reveal(), asked.user_code.reveal(), asked.user_code.reveal().replace("-", ""))
    assert not any(secret in str(value) for secret in secrets for value in grant.values())
    assert grant["user_code_hash"] is not None
    await house.approve(asked)
    assert (await house.grant(asked))["user_code_hash"] is None
    assert told(await house.post("approve", asked)) == (401, "INVALID_CODE")


async def test_the_trail_says_who_let_in_what(house: Household) -> None:
    await house.joined()
    denied = await house.ask(address=ELSEWHERE, device_name="Till")
    assert (await house.post("deny", denied)).status_code == 204  # what may not be approved may be denied
    owner = await house.at(HERE, Role.OWNER)
    told_there = [item["sentence"] for item in (await owner.get("/api/audit")).json()["items"]]
    assert "Kitchen screen was paired with a code of Menu board, which Maria approved" in told_there
    assert f"Maria approved Kitchen screen for Menu board (it asked from {HERE})" in told_there
    assert f"Maria denied Till for Menu board (it asked from {ELSEWHERE})" in told_there


async def test_what_was_denied_stays_denied(house: Household) -> None:
    asked = await house.ask()
    assert (await house.post("deny", asked)).status_code == 204
    assert await house.told(asked) == "ACCESS_DENIED"
    assert told(await house.post("approve", asked)) == (401, "INVALID_CODE")
    assert told(await house.post("deny", asked)) == (401, "INVALID_CODE")


async def test_after_ten_minutes_nobody_can_approve_it(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    quiet.clock.move(LIFE - 1)
    assert (await house.look(asked))["expires_in_seconds"] == 0
    quiet.clock.move(1)
    for verb in ("look", "approve", "deny"):
        assert told(await house.post(verb, asked)) == (401, "INVALID_CODE")
    assert await house.told(asked) == "EXPIRED_TOKEN"


async def test_what_was_approved_at_the_last_moment_can_still_be_taken(quiet: Server, house: Household) -> None:
    one, other = await house.ask(), await house.ask()
    quiet.clock.move(LIFE - 1)
    await house.approve(one)
    await house.approve(other)
    quiet.clock.move(FETCHED_WITHIN - 1)
    assert await house.told(one) == "granted"
    quiet.clock.move(1)
    assert await house.told(other) == "EXPIRED_TOKEN"


async def test_a_code_may_be_typed_in_many_ways(house: Household) -> None:
    asked = await house.ask()
    code = asked.user_code.reveal().replace("-", "")
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code.lower(), f" {code[:3]} {code[3:]}\u200b", f"{code[:4]}\u2013{code[4:]}", full_width):
        assert (await house.post("look", typed)).status_code == 200
    for typed in ("", "A" * 8, "\u0301", code[:-1], f"{code}B"):
        assert told(await house.post("look", typed))[1] == "INVALID_CODE"


# --- polls ---


async def test_the_first_poll_is_free_and_only_one_that_is_too_early_is_told_to_slow_down(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    answers = []
    for wait in (0, 5_000, 4_000, 3_999, 10_000 - 3_999 - 1_000):
        quiet.clock.move(wait)
        answer = await house.poll(asked)
        assert isinstance(answer, Refused)
        answers.append((answer.reason.value, answer.extra["interval"]))
    assert answers == [
        ("AUTHORIZATION_PENDING", 5),
        ("AUTHORIZATION_PENDING", 5),
        ("AUTHORIZATION_PENDING", 5),  # a second of jitter
        ("SLOW_DOWN", 10),
        ("AUTHORIZATION_PENDING", 10),  # nine seconds after the last one that counted
    ]


async def test_a_client_that_never_slows_down_gets_its_tokens_all_the_same(house: Household) -> None:
    asked = await house.ask()
    told_so = [await house.told(asked) for _ in range(20)]
    assert told_so == ["AUTHORIZATION_PENDING", *["SLOW_DOWN"] * 19]
    assert (await house.grant(asked))["interval"] == 60_000
    await house.approve(asked)
    assert await house.told(asked) == "granted"


async def test_a_code_is_good_for_its_own_client_and_key_alone(quiet: Server, house: Household) -> None:
    bound = await house.ask(thumbprint="key-1")
    other = await add_client(quiet, house.tenant_id)
    assert await house.told(bound, "key-1", client=other) == "INVALID_GRANT"
    assert await house.told(bound) == "INVALID_GRANT"
    assert await house.told(bound, "key-2") == "INVALID_GRANT"
    await house.approve(bound)
    assert await house.told(bound, "key-2") == "INVALID_GRANT"
    assert (await house.taken(bound, "key-1")).thumbprint == "key-1"


async def test_an_unknown_device_code_is_an_invalid_grant(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    await house.do("DELETE FROM device_grants WHERE tenant_id = $1", house.tenant_id)
    assert await house.told(asked) == "INVALID_GRANT"


async def test_a_lost_answer_can_be_fetched_again_until_the_token_is_used(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    await house.approve(asked)
    first = await house.taken(asked)
    assert first.refresh_token is not None
    token = first.refresh_token.reveal()
    quiet.clock.move(MINUTE)
    again = await house.taken(asked)
    assert again.refresh_token is not None
    assert (again.refresh_token.reveal(), again.device_id) == (token, first.device_id)
    assert (again.scopes, again.audiences, again.refresh_expires_at) == (first.scopes, first.audiences, first.refresh_expires_at)
    await quiet.application.database.commit_now(mark_used(digest(token), quiet.clock.now()))
    assert await house.told(asked) == "INVALID_GRANT"


async def test_a_lost_answer_can_be_fetched_again_for_ten_minutes(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    await house.approve(asked)
    await house.taken(asked)
    quiet.clock.move(REPEATED_WITHIN - 1)
    assert await house.told(asked) == "granted"
    quiet.clock.move(1)
    assert await house.told(asked) == "INVALID_GRANT"


async def test_who_takes_the_tokens_with_a_key_must_prove_it_to_take_them_again(house: Household) -> None:
    asked = await house.ask()
    await house.approve(asked)
    assert (await house.taken(asked, "key-9")).thumbprint == "key-9"
    assert await house.told(asked) == "INVALID_GRANT"
    assert (await house.taken(asked, "key-9")).thumbprint == "key-9"


async def test_a_device_that_shows_the_key_of_a_known_one_is_that_one_again(house: Household) -> None:
    first = await house.joined("key-7")
    again = await house.joined("key-7", device_name="Same screen")
    assert again.device_id == first.device_id
    device = await house.row("SELECT name, generation FROM devices WHERE id = $1", first.device_id)
    assert device == {"name": "Same screen", "generation": 2}
    assert [row["subject_id"] for row in await house.trail("DEVICE_REPAIRED")] == [first.device_id]
    another = await house.joined("key-8")
    assert another.device_id != first.device_id


async def test_a_known_key_of_another_client_makes_another_device(quiet: Server, house: Household) -> None:
    first = await house.joined("key-7")
    house.client = await add_client(quiet, house.tenant_id)
    assert (await house.joined("key-7")).device_id != first.device_id


# --- what a client may ask for ---


@pytest.mark.parametrize(
    ("scopes", "granted"),
    [
        ((), SCOPES),
        (("menu.read",), ("menu.read",)),
        (("openid", "profile", "offline_access", "orders.write", "orders.write"), ("orders.write",)),
        (("openid",), SCOPES),
    ],
)
async def test_a_device_is_granted_what_it_asks_for_and_its_client_has(
    house: Household, scopes: tuple[str, ...], granted: tuple[str, ...]
) -> None:
    assert (await house.joined(scopes=scopes)).scopes == granted


async def test_what_its_client_has_not_is_refused(house: Household) -> None:
    assert await house.not_asked(scopes=("menu.write",)) == "INVALID_SCOPE"
    assert await house.not_asked(audiences=("https://b.example",)) == "INVALID_TARGET"


async def test_a_company_that_has_it_switched_off_lets_nobody_ask_or_approve(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    await house.approve(asked)
    pending = await house.ask()
    await house.settings(device_authorization="off")
    assert await house.not_asked() == "UNAUTHORIZED_CLIENT"
    for verb in ("look", "approve", "deny"):
        assert told(await house.post(verb, pending)) == (403, "DEVICE_GRANTS_OFF")
    assert await house.told(asked) == "ACCESS_DENIED"


async def test_a_disabled_client_neither_asks_nor_polls_and_its_codes_are_worth_nothing(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    await house.do("UPDATE oauth_clients SET disabled_at = 1 WHERE id = $1", house.client.id)
    assert told(await house.post("look", asked)) == (401, "INVALID_CODE")
    disabled = await quiet.application.database.fetch_one(clients.by_id(house.client.id))
    assert await house.told(asked, client=disabled) == "INVALID_CLIENT"
    assert await house.not_asked(client=disabled) == "INVALID_CLIENT"


async def test_a_client_that_requires_a_key_gives_nothing_without(quiet: Server, house: Household) -> None:
    house.client = await add_client(quiet, house.tenant_id, requires_dpop=True)
    asked = await house.ask()
    assert await house.told(asked) == "INVALID_DPOP_PROOF"
    assert await house.told(asked, "key") == "AUTHORIZATION_PENDING"


async def test_codes_have_the_form_that_the_company_chose(house: Household) -> None:
    await house.settings(user_code_mask="999-999-9999")
    asked = await house.ask()
    code = asked.user_code.reveal()
    assert [len(part) for part in code.split("-")] == [3, 3, 4]
    assert code.replace("-", "").isdigit()
    assert (await house.look(asked))["client_name"] == "Menu board"


async def test_requests_are_limited_by_source(house: Household) -> None:
    await house.ask(address="192.0.2.55")
    await house.do("UPDATE buckets SET count = $2 WHERE key = $1", Bucket(GRANT_REQUEST, "192.0.2.55").id, GRANT_REQUEST.most)
    assert await house.not_asked("192.0.2.55") == "RATE_LIMITED"
    await house.ask(address="192.0.2.56")


# --- companies ---


async def test_a_device_of_a_client_of_the_server_belongs_to_the_company_of_who_approves_it(quiet: Server, house: Household) -> None:
    house.client = await add_client(quiet, None)
    asked = await house.ask()
    assert (await house.grant(asked))["tenant_id"] is None
    assert (await house.look(asked))["company"]["id"] == house.tenant_id
    await house.approve(asked)
    assert (await house.taken(asked)).tenant_id == house.tenant_id


async def test_a_code_of_another_company_is_wrong_and_tells_its_own_people_where_it_is_good(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    other = await open_household(quiet)
    answer = await other.post("look", asked)
    assert told(answer) == (401, "INVALID_CODE")
    assert "company" not in answer.json()
    both = await quiet.also_in(other.manager, house.tenant_id)
    answer = await other.post("approve", asked)
    assert (told(answer), answer.json()["company"]["id"]) == ((401, "INVALID_CODE"), house.tenant_id)
    browser = await signed_in(quiet, both, HERE)
    assert (await house.post("approve", asked, browser)).status_code == 200


async def test_wrong_codes_run_into_the_limit_of_the_account_and_then_a_right_one_is_no_better(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    for _ in range(10):
        assert told(await house.post("look", "BBBB-BBBB")) == (401, "INVALID_CODE")
    for verb in ("look", "approve", "deny"):
        answer = await house.post(verb, asked)
        assert told(answer) == (429, "RATE_LIMITED")
        assert int(answer.headers["Retry-After"]) <= 900
    quiet.clock.move(15 * MINUTE)
    other = await house.ask()
    assert (await house.post("look", other)).status_code == 200


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.STAFF, Role.VIEWER, Role.CUSTOMER])
async def test_who_may_not_let_devices_in_may_not_look_either(house: Household, role: Role) -> None:
    asked = await house.ask()
    browser = await house.at(HERE, role)
    for verb in ("look", "approve", "deny"):
        assert told(await house.post(verb, asked, browser)) == (403, "FORBIDDEN")


async def test_an_installer_sees_the_device_that_they_let_in(house: Household) -> None:
    browser = await house.at(HERE, Role.INSTALLER)
    asked = await house.ask()
    assert (await house.post("approve", asked, browser)).status_code == 200
    granted = await house.taken(asked)
    listed = (await browser.get("/api/devices")).json()["items"]
    assert [device["id"] for device in listed] == [granted.device_id]


# --- the end ---


async def test_codes_are_erased_and_requests_forgotten(quiet: Server, house: Household) -> None:
    forgotten, denied = await house.ask(), await house.ask()
    await house.post("deny", denied)
    joined = await house.joined()
    quiet.clock.move(LIFE)
    await do_job(quiet, "expire device requests")
    assert (await house.grant(forgotten))["user_code_hash"] is None
    quiet.clock.move(61 * MINUTE)
    await do_job(quiet, "purge device requests")
    left = "SELECT count(*) AS rows FROM device_grants WHERE tenant_id = $1"
    assert (await house.row(left, house.tenant_id))["rows"] == 2
    quiet.clock.move(90 * DAY)
    await do_job(quiet, "purge device requests")
    assert (await house.row(left, house.tenant_id))["rows"] == 0
    assert (await house.row("SELECT status FROM devices WHERE id = $1", joined.device_id))["status"] == "active"


async def test_a_request_from_a_time_before_the_clock_was_set_back_ends(quiet: Server, house: Household) -> None:
    asked = await house.ask()
    quiet.clock.move(-DAY)
    await do_job(quiet, "expire device requests")
    assert told(await house.post("look", asked)) == (401, "INVALID_CODE")
    assert await house.told(asked) == "EXPIRED_TOKEN"
