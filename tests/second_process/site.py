"""One installation through many lives of its server: in each a company is at work, something happens beside it, and then it ends."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from handfast.db.opening import sqlite_path
from tests.second_process.companies import Company, make_companies
from tests.second_process.load import History, Load
from tests.support.blocking import blocking
from tests.support.programs import ROOT, SECONDS, Installation, Program, Programs, free_port

Beside = Callable[["Site"], Awaitable[None]]


class Site:
    def __init__(self, programs: Programs, where: Installation, folder: Path, lives: int) -> None:
        self.programs = programs
        self.where = where
        self.folder = folder
        self.history = History(folder / "history")
        self.ended = 0
        self._servers: list[Program] = []
        self.port = free_port()
        self._companies = blocking(make_companies(where.database_url, lives, int(time.time() * 1000)))

    @property
    def company(self) -> Company:
        """The one that is at work in this life."""
        return self._companies[self.ended]

    @property
    def server(self) -> Program:
        """The one that runs now."""
        return self._servers[-1]

    @property
    def somebody(self) -> str:
        """The e-mail of a person who is there."""
        return self._companies[0].admin.email

    def start(self, *arguments: str, stdin: str = "") -> Program:
        """A command in a process of its own, which ends with 71 if it opens the database by anything but SQLite."""
        path = sqlite_path(self.where.database_url)
        program = self.programs.start(self.where, *arguments, stdin=stdin, never_open=[path] if path else [])
        if arguments[0] in ("serve", "demo"):
            self._servers.append(program)
        return program

    async def live(
        self, beside: Beside | None = None, *, end: signal.Signals = signal.SIGKILL, before: int = 5, after: int = 5, wait: bool = True
    ) -> None:
        """One life. So much is acknowledged `before` and `after` what happens beside.

        Without `wait` the end comes while that is under way.
        """
        server = self.start("serve", "--port", str(self.port))
        await self.until_readiness_is(200, server)
        load = Load(self.port, self.company, self.history)
        await load.start()
        under_way: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            await self.history.more(before)
            under_way = asyncio.ensure_future(beside(self) if beside else asyncio.sleep(0))
            if wait:
                await under_way
            await self.history.more(after)
        finally:
            server.kill(end)
            await load.end()
            code = await asyncio.to_thread(server.wait)
            self.ended += 1
            for other in self._servers:
                other.kill()
            self._servers.clear()
        await under_way
        assert code in (-signal.SIGKILL, 0), server.errors
        assert not server.errors, server.errors
        assert not self.history.refused, self.history.refused[0]

    async def check(self) -> dict[str, Any]:
        """The checker's counts. The next server must come up first: it is the one that finds the log of a killed one."""
        server = self.start("serve", "--port", str(self.port))
        await self.until_readiness_is(200, server)
        server.kill(signal.SIGTERM)
        assert await asyncio.to_thread(server.wait) == 0, server.errors
        return await asyncio.to_thread(compare, self.history.path, self.where.database_url)

    async def until_readiness_is(self, status: int, server: Program) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            assert not server.ended.is_set(), f"the server ended: {server.errors}"
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(b"GET /readyz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                answer = await reader.read()
                writer.close()
            except OSError:
                await asyncio.sleep(0.005)
                continue
            if f" {status} ".encode() in answer:
                return
        raise AssertionError(f"/readyz never answered {status}")


def compare(history: Path, url: str) -> dict[str, Any]:
    """What the checker counts; it must find nothing lost."""
    command = [sys.executable, "-m", "tests.second_process.checker", str(history), url]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    counts: dict[str, Any] = json.loads(checked.stdout)
    return counts
