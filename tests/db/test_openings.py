"""A database that is opened: what is no place for ours is refused in a sentence, and an address is shown as one reads it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from handfast.db import disks
from handfast.db.database import Unavailable
from handfast.db.opening import migrate, must_exist
from handfast.db.pool import Pool
from handfast.db.postgres_connector import Address, Host


async def refusal(opening: object) -> str:
    with pytest.raises(Unavailable) as refused:
        await opening  # type: ignore[misc]
    return str(refused.value)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def touch(path: str) -> None:
    Path(path).touch()


async def test_where_nothing_was_ever_kept_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "handfast.db"
    assert await refusal(must_exist(f"sqlite:///{path}")) == f"there is no database at {path}"
    assert names(tmp_path) == []


async def test_an_empty_database_is_one_that_nothing_was_kept_in(empty_database_url: str) -> None:
    if empty_database_url.startswith("sqlite"):
        touch(empty_database_url.removeprefix("sqlite:///"))
    assert await refusal(must_exist(empty_database_url)) == "it is empty"
    await migrate(empty_database_url)
    await must_exist(empty_database_url)


async def test_the_file_of_another_program_is_named_by_a_table_of_it_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    with closing(sqlite3.connect(path)) as diary:
        diary.execute("CREATE TABLE pages (text TEXT)")
    words = "it is the database of another program (it holds pages): name another file in HANDFAST_DATABASE_URL"
    assert await refusal(migrate(f"sqlite:///{path}")) == words
    with closing(sqlite3.connect(path)) as diary:
        assert diary.execute("SELECT name FROM sqlite_master").fetchall() == [("pages",)]


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        (Host(None, None), "its socket"),
        (Host("db", None), "db"),
        (Host("db", 5432), "db:5432"),
        (Host("::1", None), "[::1]"),
        (Host("::1", 5432), "[::1]:5432"),
        (Host("/run/postgresql", 5432), "/run/postgresql:5432"),
    ],
    ids=str,
)
def test_a_host_is_shown_as_one_writes_it(host: Host, shown: str) -> None:
    assert str(host) == shown


def test_several_hosts_are_shown_one_after_the_other() -> None:
    assert str(Address((Host("one", 1), Host("two", None)), None, None, "", {})) == "one:1, two"


# --- the kernel's list of mounts ---

ODD_MOUNTS = (
    b"30 27 0:35 / /mnt/\xff rw - ext4 /dev/sda1 rw\n"  # a name that is not in UTF-8
    b"31 27 0:36 / /mnt/dash rw - nfs4 - rw\n"  # whoever mounted it had no word for the source
    b"32 27 0:37 / /mnt/two\xc2\xa0words rw - cifs //nas/share rw\n"  # a blank that the kernel does not write in numbers
)


@pytest.mark.parametrize(
    ("folder", "kind"), [("/mnt/dash/x", "nfs4"), ("/mnt/two\u00a0words/x", "cifs"), ("/mnt/two", None), ("/elsewhere", None)]
)
def test_mounts_with_odd_names_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, kind: str | None
) -> None:
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "mountinfo")
    (tmp_path / "mountinfo").write_bytes(ODD_MOUNTS)
    assert disks.network_kind(Path(folder)) == kind


# --- a pool that is closed ---


class Slow:
    """A driver's connection that does not say goodbye by itself."""

    def __init__(self) -> None:
        self.ended = False
        self.time_limit: list[float | None] = []

    async def fetchrow(self, sql: str, *, timeout: float) -> str:  # noqa: ASYNC109 - the driver's own signature
        return sql

    def is_closed(self) -> bool:
        return self.ended

    def terminate(self) -> None:
        self.ended = True

    async def close(self, timeout: float | None) -> None:  # noqa: ASYNC109 - the driver's own signature
        self.time_limit.append(timeout)
        raise TimeoutError


async def test_a_connection_that_does_not_say_goodbye_within_a_second_is_cut() -> None:
    connection = Slow()

    async def connect() -> Slow:
        return connection

    pool = Pool(connect, 1, lambda _: False)
    await pool.run("fetchrow", "quick", (), 1)
    await pool.close()
    assert (connection.time_limit, connection.ended) == ([1], True)


async def test_who_closes_the_pool_waits_until_what_was_being_opened_has_let_go() -> None:
    course = []

    async def connect() -> Slow:
        course.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            course.append("let go")
        return Slow()

    pool = Pool(connect, 1, lambda _: False)
    waiting = asyncio.ensure_future(pool.run("fetchrow", "quick", (), 1))
    while not course:
        await asyncio.sleep(0)
    await pool.close()
    assert course == ["begun", "let go"]
    waiting.cancel()
    await asyncio.wait([waiting])
