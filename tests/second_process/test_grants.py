"""A server is killed after it has stored the tokens of a device, and before the device has read them: it asks again and gets on."""

import asyncio
import json
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg
import httpx
import pytest

from handfast.db.database import Statement
from handfast.db.opening import open_database
from tests.second_process.conftest import site_on_sqlite
from tests.second_process.site import Site
from tests.support.oauth import DEVICE_AUTHORIZATION, DEVICE_CODE, TOKEN
from tests.support.postgres import Cluster
from tests.support.programs import SECONDS, Installation, Programs

ROUNDS = 2
CLIENT = "kitchen-screen"
DELIVERED = "SELECT count(*) FROM device_grants WHERE state = 'delivered'"
RENEWED = "SELECT count(*) FROM credentials WHERE cause = 'refresh'"
ALARMS = "SELECT count(*) FROM audit WHERE action IN ('DEVICE_TOKEN_REUSED', 'ALERT')"


@pytest.fixture(params=["sqlite", "postgresql"])
def killed(request: pytest.FixtureRequest, programs: Programs, sqlite_template: Path, postgres: Cluster, tmp_path: Path) -> Iterator[Site]:
    if request.param == "sqlite":
        site, url = site_on_sqlite(programs, sqlite_template, tmp_path, 1), None
    else:
        url = postgres.create()
        site = Site(programs, Installation(tmp_path, url), tmp_path, 1)
    yield site
    site.history.close()
    if url:
        postgres.drop(url)


async def let_devices_in(site: Site) -> None:
    """The company of this life, and a public client of its own."""
    client = """INSERT INTO oauth_clients (id, tenant_id, name, scopes, audiences, settings, created_at, created_by)
    VALUES ($1, $2, 'Kitchen screen', '[]', '[]', '{}', $3, '')"""
    allowed = json.dumps({"device_authorization": "on", "number_matching": "off"})
    database = await open_database(site.where.database_url, 1)
    await database.execute_batch([Statement("UPDATE tenants SET settings = $2 WHERE id = $1", (site.company.id, allowed))])
    await database.execute_batch([Statement(client, (CLIENT, site.company.id, int(time.time() * 1000)))])
    await database.close()


async def stored(site: Site, sql: str) -> int:
    """As another process reads it, while the server runs."""
    url = site.where.database_url
    if url.startswith("sqlite:///"):
        with contextmanager(_sqlite)(url) as database:
            return int(database.execute(sql).fetchone()[0])
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


def _sqlite(url: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(url.removeprefix("sqlite:///"))
    yield database
    database.close()


async def running(site: Site) -> None:
    await site.until_readiness_is(200, site.start("serve", "--port", str(site.port)))


async def killed_before_the_answer(site: Site, form: dict[str, str], seen: str) -> None:
    """Sends what the device sends, reads nothing, and kills the server as soon as it is stored. Then another one runs."""
    before = await stored(site, seen)
    content = urlencode(form)
    head = f"Host: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(content)}"
    _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(f"POST {TOKEN} HTTP/1.1\r\n{head}\r\n\r\n{content}".encode())
    until = time.monotonic() + SECONDS
    while await stored(site, seen) == before:
        assert time.monotonic() < until, "it was never stored"
    site.server.kill(signal.SIGKILL)
    assert await asyncio.to_thread(site.server.wait) == -signal.SIGKILL
    writer.close()
    await running(site)


async def test_a_device_whose_server_was_killed_before_its_answer_asks_again_and_gets_on(killed: Site) -> None:
    site, named = killed, {"client_id": CLIENT}
    await let_devices_in(site)
    await running(site)
    url = f"http://127.0.0.1:{site.port}"

    async def post(path: str, form: dict[str, str]) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=url, timeout=SECONDS) as client:
            answer = await client.post(path, data=form | named)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    for number in range(1, ROUNDS + 1):
        asked = await post(DEVICE_AUTHORIZATION, {})
        async with httpx.AsyncClient(base_url=url, timeout=SECONDS, headers=site.company.manager.headers) as manager:
            approved = await manager.post("/api/device-grants/approve", json={"user_code": asked["user_code"]})
        assert approved.status_code == 200, approved.text
        polling = {"grant_type": DEVICE_CODE, "device_code": asked["device_code"]}
        await killed_before_the_answer(site, polling | named, DELIVERED)
        told = await post(TOKEN, polling)

        refreshing = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
        await killed_before_the_answer(site, refreshing | named, RENEWED)
        again = await post(TOKEN, refreshing)
        await post(TOKEN, {"grant_type": "refresh_token", "refresh_token": again["refresh_token"]})
        assert await stored(site, "SELECT count(*) FROM devices") == number
        assert await stored(site, RENEWED) == 2 * number, "one successor, and the one after it"
        assert await stored(site, ALARMS) == 0
