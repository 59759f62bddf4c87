"""Crowds that guess pairing codes: no more is told than the budgets hold. Other secrets are in `test_comparing.py`."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from handfast.kernel.time import DAY, MINUTE
from tests.support.flood import Answer, crowd
from tests.support.inside import fill_bucket, lose_once, row, settings
from tests.support.pairing import NEVER_GIVEN, VERIFY, device, many_codes, verify
from tests.support.rows import commit_row
from tests.support.server import Server

CROWD = 400
PREVIEW = "/api/pairing/preview"
MISSES = "pairing.guess.off:all"


@pytest.fixture(autouse=True)
def a_new_day(server: Server) -> Iterator[None]:
    server.clock.move(2 * DAY)
    yield
    settings(server)


async def rush(server: Server, path: str, wrong: Any, right: Any, place: int, source: str, **headers: str) -> list[Answer]:
    """Everybody at once from one source; the right one stands at `place` in the queue."""
    bodies = [wrong] * CROWD
    bodies[place] = right
    async with crowd(server.url, CROWD) as guessers:
        return await guessers.at_the_same_time(path, bodies, source, **headers)


@pytest.mark.parametrize("path", [PREVIEW, VERIFY])
async def test_the_right_code_is_told_to_nobody_once_the_days_last_guess_is_spent(server: Server, path: str) -> None:
    wrap = device if path == VERIFY else dict
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    await asyncio.to_thread(fill_bucket, server, MISSES, 1_995, DAY)
    async with crowd(server.url, CROWD) as guessers:
        answers = await guessers.at_the_same_time(path, [wrap(code=NEVER_GIVEN)] * (CROWD - 1) + [wrap(code=code.text)])
    statuses = [status for status, _ in answers]
    assert (statuses.count(401), statuses.count(403)) == (5, CROWD - 5)
    assert row(server, "SELECT count FROM buckets WHERE key = $1", MISSES)["count"] == 2_000


REFUSED_AFTER_MATCH: dict[str, dict[str, Any]] = {
    "DEVICE_KEY_REQUIRED": {"device_key": "required"},
    "DEVICE_LIMIT": {"max_devices_per_person": 1},
}


@pytest.mark.parametrize("reason", REFUSED_AFTER_MATCH)
async def test_what_only_a_right_code_can_hear_is_paid_for_like_a_wrong_one(server: Server, reason: str) -> None:
    first, code = await asyncio.to_thread(many_codes, server, 2)
    assert (await asyncio.to_thread(verify, server, token=first.token)).status_code == 200
    await asyncio.to_thread(settings, server, **REFUSED_AFTER_MATCH[reason])
    answers = [await asyncio.to_thread(verify, server, "192.0.2.50", code=code.text) for _ in range(11)]
    assert [answer.json()["code"] for answer in answers] == [reason] * 10 + ["RATE_LIMITED"]
    assert row(server, "SELECT count FROM buckets WHERE key = $1", MISSES)["count"] == 10

    server.clock.move(MINUTE)
    rushed = await rush(server, VERIFY, device(code=NEVER_GIVEN), device(code=code.text), CROWD - 1, "192.0.2.51")
    assert [status for status, _ in rushed].count(401) == 10
    assert (rushed[-1][0], rushed[-1][1]["code"]) == (429, "RATE_LIMITED")


@pytest.mark.parametrize("reason", REFUSED_AFTER_MATCH)
async def test_a_locked_code_is_not_told_to_be_right_by_what_is_wrong_with_the_device(server: Server, reason: str) -> None:
    first, code = await asyncio.to_thread(many_codes, server, 2)
    assert (await asyncio.to_thread(verify, server, token=first.token)).status_code == 200
    await asyncio.to_thread(settings, server, **REFUSED_AFTER_MATCH[reason])
    async with crowd(server.url, 100) as strangers:
        bodies = [device(**code.named | {"code": NEVER_GIVEN})] * 99 + [device(**code.named)]
        answers = await strangers.at_the_same_time(VERIFY, bodies)
    assert [status for status, _ in answers].count(401) == 5
    assert (answers[-1][0], answers[-1][1]["code"]) == (429, "TOO_MANY_ATTEMPTS")


async def test_ten_wrong_typed_codes_never_stand_in_the_way_of_a_qr(server: Server) -> None:
    by_token, by_id, typed = await asyncio.to_thread(many_codes, server, 3)
    shop = "192.0.2.60"
    for _ in range(10):
        assert (await asyncio.to_thread(verify, server, shop, code=NEVER_GIVEN)).status_code == 401
    assert (await asyncio.to_thread(verify, server, shop, code=typed.text)).status_code == 429
    assert (await asyncio.to_thread(verify, server, shop, token=by_token.token)).status_code == 200
    assert (await asyncio.to_thread(verify, server, shop, **by_id.named)).status_code == 200


async def test_forty_tablets_that_type_at_the_same_moment_behind_one_address_all_pair(server: Server) -> None:
    codes = await asyncio.to_thread(many_codes, server, 40)
    async with crowd(server.url, 40) as tablets:
        answers = await tablets.at_the_same_time(VERIFY, [device(code=code.text) for code in codes], "192.0.2.61")
    assert [status for status, _ in answers] == [200] * 40


async def test_one_address_cannot_turn_typing_off_for_everybody(server: Server) -> None:
    """Nor make everybody wait for a manager: a day's share of one source, and of one IPv6 site, is below what the server lets pass."""
    client = server.anonymous("192.0.2.62")
    statuses = []
    for _ in range(12):
        statuses += [(await asyncio.to_thread(client.post, VERIFY, json=device(code=NEVER_GIVEN))).status_code for _ in range(11)]
        server.clock.move(MINUTE)
    assert statuses.count(401) == 50
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    assert (await asyncio.to_thread(verify, server, code=code.text)).status_code == 200


async def test_a_budget_that_fills_while_a_right_code_is_under_way_stops_it(server: Server) -> None:
    """Between the look and the commit of the redemption, as another node would do it."""
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    database = server.application.database
    apply = database.execute_batch

    async def meanwhile(writes: Any) -> None:
        if any("SET state = 'used'" in write.sql for write in writes):
            database.execute_batch = apply  # type: ignore[method-assign]
            until = server.clock.now() + DAY
            sql = """INSERT INTO buckets (key, count, resets_at) VALUES ($1, 2000, $2)
            ON CONFLICT (key) DO UPDATE SET count = 2000, resets_at = $2 RETURNING 1"""
            await commit_row(database, sql, MISSES, until)
        await apply(writes)

    database.execute_batch = meanwhile  # type: ignore[method-assign]
    answer: httpx.Response = await asyncio.to_thread(verify, server, code=code.text)
    assert (answer.status_code, answer.json()["code"]) == (403, "TYPED_ENTRY_OFF")
    assert row(server, "SELECT state FROM pairing_codes WHERE id = $1", code.id)["state"] == "live"


async def test_a_last_wrong_try_that_commits_while_the_right_code_is_under_way_locks_it(server: Server) -> None:
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    database = server.application.database
    apply = database.execute_batch

    async def meanwhile(writes: Any) -> None:
        if any("SET state = 'used'" in write.sql for write in writes):
            database.execute_batch = apply  # type: ignore[method-assign]
            await commit_row(database, "UPDATE pairing_codes SET attempts = 5 WHERE id = $1 RETURNING 1", code.id)
        await apply(writes)

    database.execute_batch = meanwhile  # type: ignore[method-assign]
    answer: httpx.Response = await asyncio.to_thread(verify, server, **code.named)
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_ATTEMPTS")


async def test_a_try_that_was_paid_is_not_paid_again_when_the_answer_has_to_be_found_anew(server: Server) -> None:
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    lose_once(server)
    answer: httpx.Response = await asyncio.to_thread(verify, server, **code.named | {"code": NEVER_GIVEN})
    assert answer.json()["attempts_remaining"] == 4
    assert row(server, "SELECT attempts, failures FROM pairing_codes WHERE id = $1", code.id) == {"attempts": 1, "failures": 1}
