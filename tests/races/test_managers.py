"""Managers, devices and guessers who act at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from handfast.ceremonies.pairing.issue import IssueCodes, issue
from handfast.ceremonies.pairing.qr import read_link
from handfast.ceremonies.pairing.retention import expire
from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY, MINUTE
from tests.support.flood import crowd
from tests.support.inside import fill_bucket, row, run_job, settings
from tests.support.pairing import NEVER_GIVEN, VERIFY, device, manager, many_codes, verify
from tests.support.rows import commit_row
from tests.support.server import Server

BUCKET = "pairing.guess.off:all"


def fresh(server: Server) -> None:
    """Nobody holds a live code, and nobody has asked for one lately."""
    server.clock.move(15 * MINUTE)
    run_job(server, "expire pairing codes")


async def test_asking_for_codes_at_once_never_gives_more_than_may_live(server: Server) -> None:
    await asyncio.to_thread(fresh, server)
    await asyncio.to_thread(settings, server, max_live_codes=3)
    tenant = server.tenants[0].id
    token = (await asyncio.to_thread(server.with_token, "manager", "codes:write")).auth.token  # type: ignore[union-attr]
    async with crowd(server.url, 20) as managers:
        answers = await managers.at_the_same_time("/api/pairing/generate", [{"restaurantId": tenant}] * 20, Authorization=f"Bearer {token}")
    assert sorted(status for status, _ in answers) == [200] * 3 + [409] * 2 + [429] * 15
    assert {body["code"] for status, body in answers if status == 409} == {"TOO_MANY_LIVE_CODES"}
    assert row(server, "SELECT count(*) AS rows FROM pairing_codes WHERE tenant_id = $1 AND state = 'live'", tenant)["rows"] == 3
    await asyncio.to_thread(settings, server)


async def test_one_person_never_holds_more_codes_than_they_may_however_many_ask_at_once(server: Server) -> None:
    await asyncio.to_thread(fresh, server)
    await asyncio.to_thread(settings, server, 1, max_live_codes_per_person=2)
    run, caller = server.application.run, manager(server, 1, "192.0.2.98")

    async def ask() -> list[str]:
        outcomes = await asyncio.gather(*(run(issue, IssueCodes(caller.tenant), caller) for _ in range(5)))
        return ["done" if isinstance(outcome, Done) else outcome.reason.value for outcome in outcomes]

    assert sorted(await asyncio.to_thread(server.call, ask())) == ["TOO_MANY_LIVE_CODES"] * 3 + ["done"] * 2
    await asyncio.to_thread(settings, server, 1)


async def test_one_person_gets_codes_five_times_a_minute_in_parallel_too(server: Server) -> None:
    await asyncio.to_thread(fresh, server)
    run, caller = server.application.run, manager(server, 1, "192.0.2.99")

    async def ask() -> list[str]:
        outcomes = await asyncio.gather(*(run(issue, IssueCodes(caller.tenant), caller) for _ in range(20)))
        return ["done" if isinstance(outcome, Done) else outcome.reason.value for outcome in outcomes]

    told = await asyncio.to_thread(server.call, ask())
    assert sorted(told) == ["RATE_LIMITED"] * 15 + ["done"] * 5


async def test_one_source_gets_ten_guesses_a_minute_in_parallel_too(server: Server) -> None:
    async with crowd(server.url, 60) as guessers:
        answers = await guessers.at_the_same_time(VERIFY, [device(code=NEVER_GIVEN)] * 60, "192.0.2.77")
    assert sorted(status for status, _ in answers) == [401] * 10 + [429] * 50


async def test_a_crowd_of_guessers_gets_what_is_left_of_the_budget_and_no_more(server: Server) -> None:
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    await asyncio.to_thread(fill_bucket, server, BUCKET, 1_990, DAY)
    async with crowd(server.url, 61) as guessers:
        answers = await guessers.at_the_same_time(VERIFY, [device(code=NEVER_GIVEN)] * 60)
        (right,) = await guessers.at_the_same_time(VERIFY, [device(code=code.text)])
    assert sorted(status for status, _ in answers) == [401] * 10 + [403] * 50
    assert right[1]["code"] == "TYPED_ENTRY_OFF"
    assert row(server, "SELECT count FROM buckets WHERE key = $1", BUCKET)["count"] == 2_000
    await asyncio.to_thread(fill_bucket, server, BUCKET, 0, DAY)


async def test_a_right_guess_in_a_crowd_that_spends_the_budget_is_not_let_in_unattended(server: Server) -> None:
    for code in await asyncio.to_thread(many_codes, server, 5):
        await asyncio.to_thread(fill_bucket, server, BUCKET, 195, DAY)
        async with crowd(server.url, 30) as guessers:
            bodies = [device(code=NEVER_GIVEN)] * 29 + [device(code=code.text)]
            *_, (status, body) = await guessers.at_the_same_time(VERIFY, bodies)
        assert (status, body["code"]) == (202, "PENDING_APPROVAL")
    await asyncio.to_thread(fill_bucket, server, BUCKET, 0, DAY)


async def test_approving_against_turning_away_has_one_outcome(server: Server) -> None:
    await asyncio.to_thread(settings, server, approval="always")
    first, second = [await asyncio.to_thread(server.as_, role) for role in ("manager", "owner")]
    for code in await asyncio.to_thread(many_codes, server, 10):
        async with crowd(server.url, 1) as tablet:
            ((status, body),) = await tablet.at_the_same_time(VERIFY, [device(token=code.token)])
        assert status == 202
        id = body["device_id"]
        approved, rejected = await asyncio.gather(
            asyncio.to_thread(first.post, f"/api/devices/{id}/approve"), asyncio.to_thread(second.post, f"/api/devices/{id}/reject")
        )
        state = row(server, "SELECT status FROM devices WHERE id = $1", id)["status"]
        told = {"APPROVED": "active", "REJECTED": "gone"}
        found = row(
            server, "SELECT max(action) AS action, count(*) AS rows FROM audit WHERE subject_id = $1 AND action <> 'DEVICE_WAITING'", id
        )
        assert (found["rows"], told[found["action"].removeprefix("DEVICE_")]) == (1, state)
        assert rejected.status_code == (204 if state == "gone" else 409)
        # Turned away before the approval looked it is gone; turned away after the look it no longer waits.
        told_approver = (approved.status_code, approved.json().get("code"))
        assert told_approver in ([(200, None)] if state == "active" else [(404, "NOT_FOUND"), (409, "NOT_WAITING")])
    await asyncio.to_thread(settings, server)


async def test_two_renewals_at_once_leave_one_credential(server: Server) -> None:
    for nonce in (None, "r-0123456789abcdefghijk"):
        tablet = await asyncio.to_thread(server.pair)
        body = {"clientNonce": nonce} if nonce else {}
        async with crowd(server.url, 6) as requests:
            answers = await requests.at_the_same_time("/api/devices/me/token", [body] * 6, Authorization=f"Bearer {tablet.token}")
        tokens = {body["auth_token"] for status, body in answers if status == 200}
        assert len(tokens) == 1
        assert [status for status, _ in answers] == [200] * 6
        me = server.anonymous().get("/api/devices/me", headers={"Authorization": f"Bearer {tokens.pop()}"})
        assert me.status_code == 200
        assert row(server, "SELECT count(*) AS rows FROM credentials WHERE device_id = $1", tablet.id)["rows"] == 2


async def between(server: Server, mark: str, work: Callable[[], Awaitable[object]]) -> None:
    """Does `work` once, before the next batch is applied that holds a statement with `mark`: as somebody faster would."""
    database, apply = server.application.database, server.application.database.execute_batch

    async def meanwhile(writes: Sequence[Statement]) -> None:
        if any(mark in write.sql for write in writes):
            database.execute_batch = apply  # type: ignore[method-assign]
            await work()
        await apply(writes)

    database.execute_batch = meanwhile  # type: ignore[method-assign]


async def test_a_code_that_the_scheduler_closes_while_it_is_redeemed_pairs_nothing(server: Server) -> None:
    code = (await asyncio.to_thread(many_codes, server, 1))[0]

    async def close() -> None:
        server.clock.move(15 * MINUTE)
        await server.application.run(expire, None, SYSTEM)

    await between(server, "SET state = 'used'", close)
    answer = await asyncio.to_thread(verify, server, token=code.token)
    assert (answer.status_code, answer.json()["code"]) == (410, "CODE_EXPIRED")
    assert row(server, "SELECT state FROM pairing_codes WHERE id = $1", code.id)["state"] == "expired"
    assert row(server, "SELECT count(*) AS rows FROM devices WHERE pairing_code_id = $1", code.id)["rows"] == 0


async def test_a_code_that_is_made_while_its_manager_is_being_disabled_is_good_for_nothing(server: Server) -> None:
    caller = manager(server, 1, "192.0.2.97")
    disable = "UPDATE users SET disabled_at = $2, session_version = session_version + 1 WHERE id = $1 RETURNING 1"
    await between(
        server, "INSERT INTO pairing_codes", lambda: commit_row(server.application.database, disable, caller.id, server.clock.now())
    )
    made = await asyncio.to_thread(server.call, server.application.run(issue, IssueCodes(caller.tenant), caller))
    assert isinstance(made, Done)
    link = read_link(made.view[0].url.reveal())
    assert link is not None
    by_qr, typed = [await asyncio.to_thread(verify, server, **presented) for presented in ({"token": link[1]}, {"code": link[0]})]
    assert (by_qr.status_code, by_qr.json()["code"]) == (410, "CODE_EXPIRED")
    assert (typed.status_code, typed.json()["code"]) == (401, "INVALID_CODE")
    await asyncio.to_thread(
        server.call, commit_row(server.application.database, "UPDATE users SET disabled_at = NULL WHERE id = $1 RETURNING 1", caller.id)
    )
