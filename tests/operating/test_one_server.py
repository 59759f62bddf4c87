"""An SQLite file has one server; whoever comes second is told so and leaves the first one alone."""

import dataclasses
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.programs import Installation, Program, Programs, answering, free_port


@pytest.fixture
def serving(programs: Programs, installation: Installation) -> Iterator[Program]:
    port = free_port()
    server = programs.start(installation, "serve", "--port", str(port))
    answering(server, port).close()
    yield server
    server.kill()
    server.wait()


def elsewhere(installation: Installation, tmp_path: Path) -> Installation:
    """The same file, by a link and from another data folder."""
    (tmp_path / "link.db").symlink_to(installation.data / "handfast.db")
    return dataclasses.replace(installation, data=tmp_path / "other", database_url=f"sqlite:///{tmp_path / 'link.db'}")


def test_a_second_server_says_who_has_the_file_and_stops(
    programs: Programs, installation: Installation, serving: Program, tmp_path: Path
) -> None:
    for second in (installation, elsewhere(installation, tmp_path)):
        refused = programs.run(second, "serve", "--port", str(free_port()))

        path = installation.data / "handfast.db"
        sentence = f"{path} is in use by another Handfast (process {serving.pid}): stop that one first"
        assert (refused.wait(), refused.output) == (1, "")
        assert refused.errors == f"handfast: the database cannot be used: {sentence}\n"


def test_a_demo_on_the_file_of_a_server_is_refused_alike(programs: Programs, installation: Installation, serving: Program) -> None:
    refused = programs.run(installation, "demo", "--port", "0", "--database-url", installation.database_url)

    assert refused.wait() == 1
    assert f"process {serving.pid}" in refused.errors


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_however_a_server_ends_the_next_one_starts(
    programs: Programs, installation: Installation, serving: Program, end: signal.Signals
) -> None:
    serving.kill(end)
    serving.wait()

    port = free_port()
    second = programs.start(installation, "serve", "--port", str(port))
    answering(second, port).close()
    second.kill()


def test_a_command_of_a_newer_version_does_not_change_the_tables_under_a_server(
    programs: Programs, installation: Installation, serving: Program
) -> None:
    """The tables of an older version are played by a database that says it stands there."""
    database = sqlite3.connect(installation.data / "handfast.db")
    with database:
        database.execute("UPDATE alembic_version SET version_num = '0004'")
    database.close()

    for command in (("migrate",), ("password-link", "nobody@example.com")):
        refused = programs.run(installation, *command)
        assert refused.wait() == 1
        assert f"process {serving.pid}): stop that one first" in refused.errors


def test_the_locks_own_file_is_private(installation: Installation, serving: Program) -> None:
    assert (installation.data / "handfast.db.lock").stat().st_mode & 0o777 == 0o600
    assert (installation.data / "handfast.db.lock").read_text() == str(serving.pid)
