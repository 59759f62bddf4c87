"""One code, one device, however many ask at once; and a device asks again when its answer was lost."""

import asyncio

import pytest

from handfast.db.database import Statement
from tests.support.flood import Crowd, crowd
from tests.support.inside import row, settings
from tests.support.pairing import NEVER_GIVEN, NONCE, VERIFY, Code, device, many_codes
from tests.support.server import Server

CODES = 1_000
TABLETS = 16
LANES = 4


async def race(lane: Crowd, codes: list[Code]) -> list[list[int]]:
    """For each code the answers of its tablets; every other one scanned the QR, the rest sent what the requirement's client sends."""
    raced = []
    for code in codes:
        bodies = [device(token=code.token), device(**code.named)] * (TABLETS // 2)
        raced.append(sorted(status for status, _ in await lane.at_the_same_time(VERIFY, bodies)))
    return raced


COUNTED = (
    "SELECT count(*) AS rows FROM devices",
    "SELECT count(*) AS rows FROM credentials",
    "SELECT count(*) AS rows FROM pairing_codes WHERE state = 'used'",
    "SELECT count(DISTINCT device_id) AS rows FROM pairing_codes WHERE state = 'used'",
    "SELECT count(*) AS rows FROM audit WHERE action = 'DEVICE_PAIR'",
    """SELECT count(*) AS rows FROM outbox WHERE body LIKE '%"paired"%'""",
)
TRIED = "SELECT count(*) AS rows FROM pairing_codes WHERE attempts > 0"


async def test_a_thousand_codes_and_sixteen_tablets_at_each_make_a_thousand_devices(server: Server) -> None:
    before = {sql: row(server, sql)["rows"] for sql in (*COUNTED, TRIED)}
    codes = await asyncio.to_thread(many_codes, server, CODES)
    async with crowd(server.url, TABLETS * LANES) as everybody:
        lanes = [Crowd(everybody.connections[lane::LANES]) for lane in range(LANES)]
        raced = await asyncio.gather(*(race(lane, codes[number::LANES]) for number, lane in enumerate(lanes)))

    assert [answers for lane in raced for answers in lane if answers != [200] + [409] * 15] == []
    more = {sql: row(server, sql)["rows"] - rows for sql, rows in before.items()}
    assert more == dict.fromkeys(COUNTED, CODES) | {TRIED: 0}


async def test_a_code_typed_on_many_tablets_at_once_pairs_one(server: Server) -> None:
    for code in await asyncio.to_thread(many_codes, server, 10):
        async with crowd(server.url, TABLETS) as tablets:
            answers = await tablets.at_the_same_time(VERIFY, [device(code=code.text)] * TABLETS)
        assert sorted(status for status, _ in answers) == [200] + [401] * 15
        assert {body["code"] for status, body in answers if status == 401} == {"INVALID_CODE"}


async def test_two_hundred_wrong_tries_at_once_compare_five(server: Server) -> None:
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    async with crowd(server.url, 200) as strangers:
        answers = await strangers.at_the_same_time(VERIFY, [device(**code.named | {"code": NEVER_GIVEN})] * 200)

    statuses = [status for status, _ in answers]
    assert (statuses.count(401), statuses.count(429)) == (5, 195)
    assert sorted(body["attempts_remaining"] for status, body in answers if status == 401) == [0, 1, 2, 3, 4]
    assert row(server, "SELECT attempts FROM pairing_codes WHERE id = $1", code.id) == {"attempts": 5}
    told = "SELECT count(*) AS rows FROM audit WHERE subject_id = $1 AND action = $2"
    assert row(server, told, code.id, "CODE_LOCKED")["rows"] == 1
    assert row(server, told, code.id, "ALERT")["rows"] == 1


async def test_a_crowd_from_one_source_runs_into_its_own_limit(server: Server) -> None:
    code = (await asyncio.to_thread(many_codes, server, 1))[0]
    async with crowd(server.url, 100) as guessers:
        answers = await guessers.at_the_same_time(VERIFY, [device(**code.named | {"code": NEVER_GIVEN})] * 100, guessers.source())

    statuses = [status for status, _ in answers]
    assert set(statuses) <= {401, 429}
    assert statuses.count(401) <= 5
    assert row(server, "SELECT attempts FROM pairing_codes WHERE id = $1", code.id) == {"attempts": 5}


async def test_a_lost_answer_may_be_asked_for_while_the_first_is_still_under_way(server: Server) -> None:
    for code in await asyncio.to_thread(many_codes, server, 20):
        async with crowd(server.url, 8) as impatient:
            answers = await impatient.at_the_same_time(VERIFY, [device(**code.named, clientNonce=NONCE)] * 8)
        assert {status for status, _ in answers} == {200}
        assert len({(body["device_id"], body["auth_token"]) for _, body in answers}) == 1


async def test_cancelling_against_redeeming_has_one_outcome(server: Server) -> None:
    boss = await asyncio.to_thread(server.as_, "manager")
    for code in await asyncio.to_thread(many_codes, server, 20):
        async with crowd(server.url, 4) as tablets:
            cancelled, answers = await asyncio.gather(
                asyncio.to_thread(boss.delete, f"/api/invites/{code.id}"),
                tablets.at_the_same_time(VERIFY, [device(token=code.token)] * 4),
            )
        assert cancelled.status_code == 204
        state = row(server, "SELECT state, device_id FROM pairing_codes WHERE id = $1", code.id)
        won = [body["device_id"] for status, body in answers if status == 200]
        assert won == ([state["device_id"]] if state["state"] == "used" else [])
        lost = {status for status, _ in answers} - {200}
        assert lost == ({409} if won else {410})


@pytest.mark.parametrize("policy", ["refuse", "replace_idle"])
async def test_a_maximum_of_devices_holds_for_a_crowd(server: Server, policy: str) -> None:
    owner = server.person("manager", tenant=1)
    gone = Statement("UPDATE devices SET status = 'gone', presence = 'offline' WHERE user_id = $1", (owner.id,))
    await asyncio.to_thread(server.call, server.application.database.execute_batch([gone]))
    await asyncio.to_thread(settings, server, 1, max_devices_per_person=3, device_limit_policy=policy)
    codes = await asyncio.to_thread(many_codes, server, 10, 1)
    async with crowd(server.url, 10) as tablets:
        answers = await tablets.at_the_same_time(VERIFY, [device(token=code.token) for code in codes])

    statuses = sorted(status for status, _ in answers)
    assert statuses == ([200] * 3 + [409] * 7 if policy == "refuse" else [200] * 10)
    assert {body["code"] for status, body in answers if status == 409} <= {"DEVICE_LIMIT"}
    held = row(server, "SELECT count(*) AS rows FROM devices WHERE user_id = $1 AND status <> 'gone'", owner.id)
    assert held["rows"] == 3
