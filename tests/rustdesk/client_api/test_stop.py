"""An operator's stop: what was heard in the last seconds is written down before the process ends."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx

from handfast.db.opening import open_database
from tests.rustdesk.client import PHONE, PHONE_UUID
from tests.support.postgres import _free_port
from tests.support.rows import fetch_row

WHO = {"id": "1482093765", "uuid": PHONE_UUID}
START_SECONDS = 30


def test_heartbeats_of_the_last_seconds_survive_a_stop(tmp_path: Path) -> None:
    port, url = _free_port(), f"sqlite:///{tmp_path / 'handfast.db'}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HANDFAST_")}
    environment = clean | {"HANDFAST_DATA_DIR": str(tmp_path), "HANDFAST_DATABASE_URL": url, "HANDFAST_LOG_LEVEL": "ERROR"}
    setup = ["setup", "--tenant", "Fireflow", "--owner-email", "owner@example.org", "--owner-password-stdin"]
    command = [sys.executable, "-m", "handfast"]
    subprocess.run([*command, *setup], input=b"ordinary-walnut-kettle", env=environment, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        with closing(_answering(port)) as client:
            assert client.post("/api/sysinfo", json={**PHONE, **WHO, "version": "1.4.9"}).text == "SYSINFO_UPDATED"
            for _ in range(3):
                assert client.post("/api/heartbeat", json={**WHO, "ver": 1004090, "modified_at": 0}).text == "{}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(START_SECONDS)
    assert asyncio.run(_heartbeats(url)) == 3


def _answering(port: int) -> httpx.Client:
    client, until = httpx.Client(base_url=f"http://127.0.0.1:{port}"), time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            if client.get("/healthz").status_code == 200:
                return client
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError("the server did not start")


async def _heartbeats(url: str) -> int:
    database = await open_database(url)
    row = await fetch_row(database, "SELECT heartbeats FROM rustdesk")
    await database.close()
    assert row is not None
    return int(row["heartbeats"])
