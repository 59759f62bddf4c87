"""One set of tokens, one successor, however many ask at once; and whoever loses an answer gets it again, without an alarm."""

import asyncio
import random
from collections.abc import AsyncIterator

import httpx
import pytest

from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done
from handfast.kernel.secrets import Secret
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens.refresh import Refresh, refresh
from tests.support.inside import row, settings
from tests.support.oauth import DEVICE_AUTHORIZATION, DEVICE_CODE, TOKEN, App, Device, client_of, let_in, register
from tests.support.server import Server

CROWD = 16
ROUNDS = 8
DEVICES = 50
REFRESHES = 200
LOST = 0.05
ALARMS = "SELECT count(*) AS rows FROM audit WHERE action IN ('DEVICE_TOKEN_REUSED', 'ALERT')"


@pytest.fixture
async def crowd(server: Server) -> AsyncIterator[list[httpx.AsyncClient]]:
    clients = [httpx.AsyncClient(base_url=server.url, timeout=60, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(1, CROWD + 1)]
    yield clients
    for one in clients:
        await one.aclose()


def approved(server: Server, app: App) -> dict[str, str]:
    """What a device sends that was let in, and has not asked yet."""
    asked = server.anonymous().post(DEVICE_AUTHORIZATION, data=app.named).json()
    answer = server.as_("manager").post("/api/device-grants/approve", json={"user_code": asked["user_code"]})
    assert answer.status_code == 200, answer.text
    return {"grant_type": DEVICE_CODE, "device_code": asked["device_code"]} | app.named


async def together(crowd: list[httpx.AsyncClient], form: dict[str, str]) -> list[dict[str, str]]:
    answers = await asyncio.gather(*(one.post(TOKEN, data=form) for one in crowd))
    assert [answer.text for answer in answers if answer.status_code != 200] == []
    return [answer.json() for answer in answers]


async def test_sixteen_polls_of_one_approved_request_get_one_set_of_tokens(server: Server, crowd: list[httpx.AsyncClient]) -> None:
    settings(server, device_authorization="on", number_matching="off")
    counted = {
        "SELECT count(*) AS rows FROM devices": ROUNDS,
        "SELECT count(*) AS rows FROM credentials": ROUNDS,
        "SELECT count(*) AS rows FROM oauth_grants": ROUNDS,
        "SELECT count(*) AS rows FROM device_grants WHERE state = 'delivered'": ROUNDS,
        "SELECT count(*) AS rows FROM audit WHERE action = 'DEVICE_PAIR'": ROUNDS,
        """SELECT count(*) AS rows FROM outbox WHERE body LIKE '%"paired"%'""": ROUNDS,
    }
    app = await asyncio.to_thread(register, server)
    forms = [await asyncio.to_thread(approved, server, app) for _ in range(ROUNDS)]
    before = {sql: row(server, sql)["rows"] for sql in counted}
    for form in forms:
        assert len({told["refresh_token"] for told in await together(crowd, form)}) == 1
    assert {sql: row(server, sql)["rows"] - rows for sql, rows in before.items()} == counted


async def test_sixteen_refreshes_at_once_get_one_successor(server: Server, crowd: list[httpx.AsyncClient]) -> None:
    device = await asyncio.to_thread(let_in, server, await asyncio.to_thread(register, server))
    alarms = row(server, ALARMS)
    for _ in range(ROUNDS):
        form = {"grant_type": "refresh_token", "refresh_token": device.refresh_token} | device.app.named
        (device.refresh_token,) = {told["refresh_token"] for told in await together(crowd, form)}
    generations = row(server, "SELECT MAX(generation) AS newest FROM credentials WHERE device_id = $1", device.id)["newest"]
    assert generations == 2 + ROUNDS
    assert row(server, ALARMS) == alarms


async def life(server: Server, client: Client, device: Device, chance: random.Random) -> int:
    """Many refreshes of a device that loses some answers and asks again; how many it lost."""
    held, lost = device.refresh_token, 0
    for number in range(REFRESHES):
        caller = Caller("anonymous", f"192.0.2.{number % 250}")
        outcome = await server.application.run(refresh, Refresh(client, Secret(held), None, None), caller)
        assert isinstance(outcome, Done), outcome
        assert outcome.view.refresh_token is not None
        if chance.random() < LOST:
            lost += 1
        else:
            held = outcome.view.refresh_token.reveal()
    return lost


def test_of_ten_thousand_refreshes_of_which_one_in_twenty_is_lost_none_locks_out_and_none_alarms(server: Server) -> None:
    app, alarms = register(server), row(server, ALARMS)
    devices = [let_in(server, app) for _ in range(DEVICES)]
    client, chance = client_of(server, app), random.Random(8628)

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(life(server, client, device, chance) for device in devices))

    assert sum(server.call(all_of_them(), 300)) > DEVICES * REFRESHES * LOST / 2
    assert row(server, ALARMS) == alarms
