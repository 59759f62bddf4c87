"""`/metrics` is for who may read it, and of several workers it tells of all."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from handfast import metrics
from handfast.metrics import Metrics
from tests.support.postgres import Cluster
from tests.support.programs import SECONDS, Installation, free_port
from tests.support.server import Server
from tests.support.wire import memory

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
    (route,) = [route for route in bare.application.pages.router.routes if getattr(route, "path", "") == "/metrics"]
    monkeypatch.setattr(route, "app", guarded.routes[0].app)
    assert httpx.get(f"{bare.url}/metrics", headers={"Authorization": shown}).status_code == status


def value(text: str, pattern: str) -> float:
    return sum(float(found) for found in re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """That of several workers, none of which has written anything yet."""
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    return tmp_path


def test_a_worker_that_has_just_begun_keeps_nobody_from_reading(folder: Path) -> None:
    (folder / f"counter_{os.getpid()}.db").touch()
    assert value(metrics.collected().decode(), "process_max_fds") > 0


def test_a_dead_worker_is_forgotten_by_many_at_once(folder: Path) -> None:
    dead = [folder / f"gauge_livesum_{10_000_000 + number}.db" for number in range(200)]
    for file in dead:
        file.write_bytes(b"\0" * 8)
    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(lambda _: metrics.collected(), range(8))) == {b""}
    assert not any(file.exists() for file in dead)


def test_every_worker_answers_for_all_and_one_that_died_leaves_its_counts(postgres: Cluster, tmp_path: Path) -> None:
    port, database = free_port(), postgres.create()
    environment = Installation(tmp_path, database).environment | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "handfast", "serve", "--port", str(port), "--workers", "2"]
    counted = r'handfast_requests_total\{method="GET",route="/api/session",status="401"\}'
    url = f"http://127.0.0.1:{port}"

    def workers() -> set[int]:
        """Those that live and have begun to count."""
        children = {int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()}
        return children & {int(file.stem.rpartition("_")[2]) for file in tmp_path.glob("*/*.db")}

    with contextlib.ExitStack() as stack:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stack.callback(postgres.drop, database)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        waiting = stack.enter_context(httpx.Client(transport=httpx.HTTPTransport(retries=10), timeout=SECONDS))
        waiting.get(f"{url}/readyz").raise_for_status()
        while len(workers()) < 2:
            waiting.get(f"{url}/readyz").raise_for_status()
        for _ in range(40):
            assert httpx.get(f"{url}/api/session", timeout=SECONDS).status_code == 401
        together = sum(map(memory, workers()))
        told = [httpx.get(f"{url}/metrics", timeout=SECONDS).text for _ in range(10)]
        assert {value(text, counted) for text in told} == {40}
        assert value(told[0], "process_resident_memory_bytes") > 0.9 * together
        assert value(told[0], "handfast_live_connections") == 0
        has_counted = [pid for pid in workers() if b"/api/session" in next(tmp_path.glob(f"*/counter_{pid}.db")).read_bytes()]
        os.kill(has_counted[0], signal.SIGKILL)
        assert {value(httpx.get(f"{url}/metrics", timeout=SECONDS).text, counted) for _ in range(5)} == {40}
