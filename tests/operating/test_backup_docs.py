"""The commands of docs/operate/backup.md, as they are printed, in a shell of this machine."""

import os
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from tests.docs.pages import section
from tests.support.blocking import blocking
from tests.support.machine import Machine
from tests.support.postgres import Cluster, binaries
from tests.support.programs import Installation, Programs, answering, free_port


def blocks(heading: str) -> list[str]:
    """The shell commands of a section, block by block."""
    return re.findall(r"```sh\n(.*?)```", section("docs/operate/backup.md", heading), flags=re.DOTALL)


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
    blocking(_execute(url, "INSERT INTO one_time_tokens (hash, kind, created_at, expires_at) VALUES ('x', 'setup', 1, 2)"))
    printed = machine.run(restore.replace("handfast-2026-01-20-061500.dump", backup.name))

    assert re.findall("UPDATE|DELETE", printed) == ["UPDATE", *["DELETE"] * 4]
    postgres.drop(url)


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()
