"""What a measurement stands on: a migrated database of either kind, and the server in a process of its own."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import quiet
from bench.people import SECRET_KEY
from handfast.db.database import Database
from handfast.db.opening import migrate, open_database
from tests.support.postgres import Cluster, binaries

START_SECONDS = 30
STOP_SECONDS = 20


class Grounds:
    """One folder and one PostgreSQL for the whole run."""

    def __init__(self, longest_wait: float = 0) -> None:
        self._longest_wait = longest_wait
        self.folder = Path(tempfile.mkdtemp(prefix="handfast-bench-"))
        self.cluster = Cluster(shared_buffers=_quarter_of_memory())
        self.cluster.start()

    def close(self) -> None:
        self.cluster.stop()
        shutil.rmtree(self.folder)

    def fresh(self, kind: str, name: str) -> str:
        """The URL of a new, migrated database."""
        if kind == "postgresql":
            return self.cluster.create(name)
        folder = self.folder / name
        folder.mkdir()
        url = f"sqlite:///{folder / 'handfast.db'}"
        asyncio.run(migrate(url))
        return url

    def wait_until_quiet(self) -> None:
        """Before every timed run: waits until the machine is quiet, but not for ever."""
        quiet.wait(self._longest_wait)

    def pgbench(self) -> str:
        return str(binaries() / "pgbench")


def _quarter_of_memory() -> str:
    """What PostgreSQL recommends for `shared_buffers`; our guide says so too."""
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') // 2**20 // 4}MB"


def inside(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        database = await open_database(url, 1)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


class Served:
    """A running server. `seconds` is how long it took from the start of the process to the first 200."""

    def __init__(self, command: list[str], environment: dict[str, str], port: int, path: str) -> None:
        self.port = port
        started = time.monotonic()
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        while not _answers(port, path):
            if self._process.poll() is not None or time.monotonic() - started > START_SECONDS:
                self.stop()
                raise RuntimeError(f"the server did not start: {' '.join(command)}")
            time.sleep(0.002)
        self.seconds = time.monotonic() - started

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> tuple[float, float]:
        """Resident, and the proportional share of what is shared."""
        rollup = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text()
        kilobytes = {name: int(size) for name, size in re.findall(r"^(\w+):\s+(\d+)", rollup, re.MULTILINE)}
        return kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024

    def most_megabytes(self) -> float:
        """The most that was ever resident."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def served(url: str, folder: Path, program: Sequence[str] = ("handfast",)) -> Iterator[Served]:
    """The product as an operator starts it, behind one trusted proxy on this machine. `program`: a module and what comes before `serve`."""
    port = free_port()
    settings = {
        "HANDFAST_DATA_DIR": str(folder),
        "HANDFAST_DATABASE_URL": url,
        "HANDFAST_SECRET_KEY": SECRET_KEY,
        "HANDFAST_TRUSTED_PROXIES": "127.0.0.1",
        "HANDFAST_LOG_LEVEL": "WARNING",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDFAST_")} | settings
    server = Served([sys.executable, "-m", *program, "serve", "--port", str(port)], environment, port, "/healthz")
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def bare_room() -> Iterator[Served]:
    port = free_port()
    server = Served([sys.executable, "-m", "bench.bare_room", str(port)], dict(os.environ), port, "/")
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def bare(app: str) -> Iterator[Served]:
    """An application of `bare.py` on the same web server with the same options."""
    port = free_port()
    server = Served([sys.executable, "-m", "bench.bare", app, str(port)], dict(os.environ), port, "/api/devices/me")
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
