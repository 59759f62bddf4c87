"""`/metrics` is for who may read it, and of several workers it tells of all."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from handfast.metrics import Metrics
from tests.support.postgres import Cluster
from tests.support.programs import SECONDS, Installation, free_port
from tests.support.server import Server

TOKEN = "a-token-of-the-operator"


@pytest.mark.parametrize("header", [{}, {"X-Forwarded-For": "198.51.100.1"}])
def test_without_a_token_nobody_reads_them_through_a_proxy_on_this_machine(sqlite_url: str, tmp_path: Path, header: dict[str, str]) -> None:
    server = Server(sqlite_url, tmp_path, public_url="https://pair.example.com")
    server.start(people=False)
    assert httpx.get(f"{server.url}/metrics", headers=header).status_code == 403
    server.stop()


def test_on_a_server_of_this_machine_alone_this_machine_reads_them(bare: Server) -> None:
    assert b"process_resident_memory_bytes" in httpx.get(f"{bare.url}/metrics").content
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        assert httpx.get(f"{bare.url}/metrics", headers={header: "198.51.100.1"}).status_code == 403


@pytest.mark.parametrize(
    ("shown", "status"), [(f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), (TOKEN, 403), ("Bearer wrong", 403), ("", 403)]
)
def test_with_a_token_it_alone_opens_them(bare: Server, monkeypatch: pytest.MonkeyPatch, shown: str, status: int) -> None:
    guarded = Metrics("https://pair.example.com", TOKEN)
    (route,) = [route for route in bare.world.fastapi.router.routes if getattr(route, "path", "") == "/metrics"]
    monkeypatch.setattr(route, "app", guarded.routes[0].app)
    assert httpx.get(f"{bare.url}/metrics", headers={"Authorization": shown}).status_code == status


def value(text: str, pattern: str) -> float:
    return sum(float(found) for found in re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))


def test_every_worker_answers_for_all_and_one_that_died_leaves_its_counts(postgres: Cluster, tmp_path: Path) -> None:
    port, database = free_port(), postgres.create()
    where = Installation(tmp_path, database)
    command = [sys.executable, "-m", "handfast", "serve", "--port", str(port), "--workers", "2"]
    counted = r'handfast_requests_total\{method="GET",route="/api/session",status="401"\}'
    url = f"http://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack:
        process = subprocess.Popen(command, env=where.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(postgres.drop, database)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        waiting = stack.enter_context(httpx.Client(transport=httpx.HTTPTransport(retries=10), timeout=SECONDS))
        waiting.get(f"{url}/readyz").raise_for_status()
        for _ in range(40):
            assert httpx.get(f"{url}/api/session", timeout=SECONDS).status_code == 401
        told = [httpx.get(f"{url}/metrics", timeout=SECONDS).text for _ in range(10)]
        assert {value(text, counted) for text in told} == {40}
        assert value(told[0], "process_resident_memory_bytes") > 100_000_000
        assert value(told[0], r"handfast_live_connections") == 0
        workers = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        os.kill(workers[-1], signal.SIGKILL)
        assert {value(httpx.get(f"{url}/metrics", timeout=SECONDS).text, counted) for _ in range(5)} == {40}
