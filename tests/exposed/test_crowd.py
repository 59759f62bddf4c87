"""Beside a thousand hostile connections devices pair as if nobody else were there."""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest

from handfast.logs import MOST_OF_ONE_EVENT
from tests.exposed.crowd import SIZE
from tests.second_process.companies import Company, make_companies
from tests.support.flood import Connection
from tests.support.programs import ROOT, SECONDS, Installation, Programs, answering, free_port
from tests.support.wire import memory, peak_memory

MIB = 1024 * 1024
COMPANIES = 40
CODES_EACH = 4
"""Fewer than a manager may make in a minute."""
MOST_EACH = 128 * 1024
"""Bytes of memory that a hostile connection may cost: about three times what one does."""


class Crowd:
    """Stands, and does nothing yet."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "tests.exposed.crowd", str(port)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "all stand\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def begin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("begin\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, int]:
        """What it did, in figures."""
        told, _ = self._process.communicate(timeout=SECONDS)
        return dict(json.loads(told))


async def pair(connection: Connection, company: Company) -> float:
    """A manager makes a code and a device redeems it: the seconds from the first byte to the last."""
    begun = time.perf_counter()
    status, made = await connection.post("/api/invites", {}, "", **company.manager.headers)
    assert status == 201, made
    token = made["invites"][0]["url"].rpartition(".")[2]
    body = {"token": token, "deviceFingerprint": "0123456789abcdef", "deviceName": "Till", "platform": "Android"}
    status, paired = await connection.post("/api/pairing/verify", body, "")
    assert status == 200, paired
    return time.perf_counter() - begun


async def pair_everywhere(port: int, companies: Sequence[Company]) -> list[float]:
    """All companies at once, each from an address of its own; in order of their length."""

    async def at(number: int, company: Company) -> list[float]:
        opened = await asyncio.open_connection("127.0.0.1", port, local_addr=(f"127.0.9.{number}", 0))
        connection = Connection(*opened)
        seconds = [await pair(connection, company) for _ in range(CODES_EACH)]
        connection.close()
        return seconds

    seconds = await asyncio.gather(*(at(number, company) for number, company in enumerate(companies, 1)))
    return sorted(one for some in seconds for one in some)


def open_files_of(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def p(percent: int, seconds: Sequence[float]) -> str:
    """A percentile in milliseconds."""
    return f"{seconds[min(len(seconds) - 1, len(seconds) * percent // 100)] * 1000:.0f}"


async def test_beside_a_thousand_hostile_connections_every_device_pairs_and_memory_and_log_stay_small(
    programs: Programs, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    where = Installation(tmp_path, sqlite_url).with_(HANDFAST_TRUSTED_PROXIES="", HANDFAST_LOG_LEVEL="DEBUG")
    companies = await make_companies(sqlite_url, 2 * COMPANIES, int(time.time() * 1000))
    program = programs.start(where, "serve", "--port", str(port))
    answering(program, port).close()
    alone = await pair_everywhere(port, companies[:COMPANIES])
    before = memory(program.pid)
    with Crowd(port) as crowd:
        open_files = open_files_of(program.pid)
        crowd.begin()
        beside = await pair_everywhere(port, companies[COMPANIES:])
        during = memory(program.pid)
        did = crowd.end()
    grown = peak_memory(program.pid) - before
    program.kill()
    program.wait()
    lines = [json.loads(line) for line in program.errors.splitlines()]
    with capsys.disabled():
        print(f"\na crowd of {SIZE}: {did}; the server had {open_files} files open")
        print(f"pairing: p50 {p(50, alone)} and p99 {p(99, alone)} ms without it, {p(50, beside)} and {p(99, beside)} ms beside it")
        print(f"memory: {before // MIB} MiB before, {during // MIB} MiB during, at most {grown // MIB} MiB more; {len(lines)} lines of log")
    assert len(beside) == COMPANIES * CODES_EACH
    assert open_files > SIZE
    assert grown < SIZE * MOST_EACH
    said = Counter(line["event"] for line in lines)
    assert max(said.values(), default=0) <= 2 * MOST_OF_ONE_EVENT, said
    assert not any("exception" in line for line in lines), lines
