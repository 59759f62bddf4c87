"""The commands of docs/operate/backup.md, as they are printed, in a shell of this machine.

Only what the page takes from the operator's machine is played: the paths lie in a folder of the test, `sudo` runs the rest of its line,
`systemctl` stops and starts a server, and `sqlite3` is Python's where the machine has no such program.
"""

import os
import re
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from tests.support.blocking import blocking
from tests.support.postgres import Cluster, binaries
from tests.support.programs import ROOT, Installation, Programs, answering, free_port

PAGE = (ROOT / "docs/operate/backup.md").read_text(encoding="utf-8")

SUDO = '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n'
INSTALL = '#!/bin/sh\nfor folder; do :; done\nexec /usr/bin/install -d -m 700 "$folder"\n'
SQLITE3 = """#!{python}
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
if sys.argv[2].startswith(".backup "):
    database.backup(sqlite3.connect(sys.argv[2].split(" ", 1)[1]))
else:
    for row in database.execute(sys.argv[2]):
        print(*row, sep="|")
"""


def blocks(heading: str) -> list[str]:
    """The shell commands of a section, block by block."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    [text] = [part for part in section if part.startswith(f"{heading}\n")]
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


class Machine:
    """A folder that stands for `/`."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        for folder in ("bin", "etc", "var/lib/handfast", "opt/handfast/.venv/bin"):
            (root / folder).mkdir(parents=True)
        self.program("sudo", SUDO)
        self.program("install", INSTALL)
        self.program("systemctl", f'#!/bin/sh\necho "$@" >>{root}/systemctl.log\n')
        if shutil.which("sqlite3") is None:
            self.program("sqlite3", SQLITE3.format(python=sys.executable))
        (root / "opt/handfast/.venv/bin/handfast").write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m handfast "$@"\n')
        (root / "opt/handfast/.venv/bin/handfast").chmod(0o755)
        (root / "etc/handfast.env").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in environment.items()))

    def program(self, name: str, text: str) -> None:
        (self.root / "bin" / name).write_text(text)
        (self.root / "bin" / name).chmod(0o755)

    def run(self, block: str) -> str:
        # The longest first: `/backup` is also a part of other paths.
        for path in ("/var/lib/handfast", "/opt/handfast", "/etc/handfast.env"):
            block = block.replace(path, f"{self.root}{path}")
        block = re.sub(r"(?<![\w/.])/backup", f"{self.root}/backup", block)
        path = f"{self.root}/bin:{os.environ['PATH']}:{binaries()}"
        environment = {"PATH": path, "HOME": str(self.root)}
        done = subprocess.run(["sh", "-euc", block], env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def backups(self, ending: str) -> list[Path]:
        return sorted(path for path in (self.root / "backup").iterdir() if path.suffix == ending)


def test_the_commands_for_sqlite_run_as_printed_beside_a_server(programs: Programs, sqlite_template: Path, tmp_path: Path) -> None:
    data = tmp_path / "var/lib/handfast"
    where = Installation(data, f"sqlite:///{data / 'handfast.db'}")
    machine = Machine(tmp_path, {name: value for name, value in where.environment.items() if name.startswith("HANDFAST_")})
    shutil.copyfile(sqlite_template, data / "handfast.db")
    port = free_port()
    server = programs.start(where, "serve", "--port", str(port))
    answering(server, port).close()
    save, by_sqlite, check, restore = blocks("SQLite")

    assert "Saved to" in machine.run(save)
    machine.run(by_sqlite)
    assert machine.run(check).split() == ["ok"] * 3
    assert [stat.S_IMODE(path.stat().st_mode) for path in machine.backups(".db")] == [0o600] * 3

    server.kill()
    server.wait()
    for backup in machine.backups(".db"):
        stopped, *_ = restore.splitlines()
        assert stopped == "sudo systemctl stop handfast"
        assert "Restored from" in machine.run(restore.replace("/backup/handfast-2026-01-20-061500.db", f"/backup/{backup.name}"))
    with closing(sqlite3.connect(data / "handfast.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert (tmp_path / "systemctl.log").read_text().split("\n")[:2] == ["stop handfast", "start handfast"]


def test_the_commands_for_postgresql_run_as_printed(postgres: Cluster, tmp_path: Path) -> None:
    if shutil.which("pg_dump", path=f"{os.environ['PATH']}:{binaries()}") is None:
        pytest.fail("The tests need pg_dump: install the package postgresql-client.")
    url = postgres.create()
    machine = Machine(tmp_path, {"HANDFAST_DATABASE_URL": url})
    (tmp_path / "backup").mkdir()
    save, restore = blocks("PostgreSQL")

    machine.run(save)
    [backup] = machine.backups(".dump")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    blocking(_execute(url, "INSERT INTO tickets (hash, kind, created_at, expires_at) VALUES ('x', 'setup', 1, 2)"))
    printed = machine.run(restore.replace("handfast-2026-01-20-061500.dump", backup.name))

    assert re.findall("UPDATE|DELETE", printed) == ["UPDATE", *["DELETE"] * 4]
    postgres.drop(url)


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()
