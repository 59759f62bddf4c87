"""The `handfast` command as a process of its own: started, killed, waited for. Each start is a fork, see `fork_server.py`."""

import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import IO

import httpx

from tests.support.hurried import Moment
from tests.support.server import SECRET_KEY

SECONDS = 60
ROOT = Path(__file__).parents[2]


class Program:
    """One process. `folder` holds what it reads and says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pid = 0
        self.code: int | None = None
        self.started = threading.Event()
        self.ended = threading.Event()

    @property
    def output(self) -> str:
        return (self.folder / "output").read_text()

    @property
    def errors(self) -> str:
        return (self.folder / "errors").read_text()

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        if not self.ended.is_set():
            os.kill(self.pid, number)

    def wait(self) -> int:
        """Its exit code; negative is the signal that ended it."""
        assert self.ended.wait(SECONDS), f"it did not end: {self.output}{self.errors}"
        assert self.code is not None
        return self.code


@dataclasses.dataclass(frozen=True, slots=True)
class Installation:
    """What an operator has set: the data folder and the database."""

    data: Path
    database_url: str
    more: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("HANDFAST_")}
        return plain | {
            "HANDFAST_DATA_DIR": str(self.data),
            "HANDFAST_DATABASE_URL": self.database_url,
            "HANDFAST_SECRET_KEY": SECRET_KEY.decode(),
            "HANDFAST_TRUSTED_PROXIES": "127.0.0.1",
            "HANDFAST_LOG_LEVEL": "ERROR",
            **dict(self.more),
        }

    def with_(self, **settings: str) -> "Installation":
        return dataclasses.replace(self, more=(*self.more, *settings.items()))


class Programs:
    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="handfast-programs-")
        Path(self._folder.name).chmod(0o755)
        self._ids = count(1)
        self._waiting: dict[int, Program] = {}
        self._running: dict[int, Program] = {}
        self._ready = threading.Event()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        threading.Thread(target=self._listen, name="fork server", daemon=True).start()
        assert self._ready.wait(SECONDS), "the fork server did not start"

    def start(
        self,
        where: Installation,
        *arguments: str,
        stdin: str = "",
        user: str | None = None,
        never_open: Sequence[Path] = (),
        die_at: int = 0,
        wall_clock: Path | None = None,
        hurried: tuple[str, Path, tuple[int, Moment] | None] | None = None,
    ) -> Program:
        """`user` runs it; `never_open` are files whose opening by anything but SQLite ends the process with 71.

        It is killed when it opens, removes or renames a file for the `die_at`-th time. In the file `wall_clock` stands by how many
        seconds its machine's clock is ahead, at any moment. `hurried` is what `hurry` is called with.
        """
        id = next(self._ids)
        folder = Path(self._folder.name) / str(id)
        folder.mkdir()
        for name, content in (("input", stdin), ("output", ""), ("errors", "")):
            (folder / name).write_text(content)
        program = self._waiting[id] = Program(folder)
        order = {"id": id, "arguments": arguments, "environment": where.environment, "folder": str(folder), "user": user}
        order |= {"wall_clock": str(wall_clock or ""), "hurried": hurried and (hurried[0], str(hurried[1]), hurried[2])}
        pipe = self._server.stdin
        assert pipe is not None
        pipe.write(json.dumps(order | {"never_open": [str(path) for path in never_open], "die_at": die_at}).encode() + b"\n")
        pipe.flush()
        assert program.started.wait(SECONDS)
        return program

    def run(self, where: Installation, *arguments: str, stdin: str = "", user: str | None = None) -> Program:
        program = self.start(where, *arguments, stdin=stdin, user=user)
        program.wait()
        return program

    def stop(self) -> None:
        for program in self._running.copy().values():
            program.kill()
            program.wait()
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(SECONDS)
        self._folder.cleanup()

    def _listen(self) -> None:
        pipe: IO[bytes] | None = self._server.stdout
        assert pipe is not None
        for line in pipe:
            words = json.loads(line)
            if "ready" in words:
                self._ready.set()
            elif "id" in words:
                program = self._running[words["pid"]] = self._waiting.pop(words["id"])
                program.pid = words["pid"]
                program.started.set()
            else:
                program = self._running.pop(words["pid"])
                program.code = words["status"]
                program.ended.set()
        pipe.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answering(program: Program, port: int) -> httpx.Client:
    """A client of the server once it is ready. Raises AssertionError when it ended instead."""
    client, until = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30), time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert not program.ended.is_set(), f"the server ended: {program.output}{program.errors}"
        try:
            if client.get("/readyz").status_code == 200:
                return client
        except httpx.TransportError:
            time.sleep(0.01)
    raise AssertionError("the server did not answer")
