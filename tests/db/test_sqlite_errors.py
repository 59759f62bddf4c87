"""What SQLite refuses becomes words, and the next job finds the database as if nothing had been."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handfast.db.database import Conflict, Statement, Unavailable
from handfast.db.query import Query
from handfast.db.sqlite import SqliteDatabase
from handfast.db.sqlite_examination import Examination, examine_sqlite
from tests.support.rows import fetch_rows
from tests.support.users import as_nobody, folder_for_all

PUT = Statement("INSERT INTO server_state (name, value) VALUES ('one', '')")
FOUND = "SELECT name FROM server_state WHERE name = 'one'"


@pytest.fixture
def path(sqlite_template: Path) -> Iterator[Path]:
    with folder_for_all() as folder:
        path = folder / "handfast.db"
        path.write_bytes(sqlite_template.read_bytes())
        yield path


async def test_who_was_faster_is_told_with_what_they_took(path: Path) -> None:
    database = SqliteDatabase(path)
    await database.execute_batch([PUT])
    with pytest.raises(Conflict, match=r"^UNIQUE constraint failed: server_state\.name$"):
        await database.execute_batch([PUT])
    await database.close()


async def test_what_cannot_be_read_is_a_sentence_with_the_file(path: Path) -> None:
    database = SqliteDatabase(path)
    for ask in (database.fetch_one, database.fetch_all, database.commit_now):
        with pytest.raises(Unavailable, match=f"^{path}: no such table: nowhere$"):
            await ask(Query("SELECT 1 FROM nowhere", (), int))
    await database.close()


async def test_a_mistake_of_ours_is_not_taken_for_trouble_of_the_disk(path: Path) -> None:
    database = SqliteDatabase(path)
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        await database.execute_batch([Statement("INSERT INTO server_state (name, value) VALUES ('two', NULL)")])
    await database.close()


async def test_a_commit_that_fails_leaves_nothing_behind(path: Path) -> None:
    database = SqliteDatabase(path)
    broken = [
        PUT,
        Statement("PRAGMA defer_foreign_keys=ON"),
        Statement("INSERT INTO personal_codes (user_id, tenant_id, code_hash, sealed, created_at) VALUES ('nobody', 'none', 'x', 'x', 1)"),
    ]
    with pytest.raises(Unavailable, match=f"^{path}: FOREIGN KEY constraint failed$"):
        await database.execute_batch(broken)
    assert await fetch_rows(database, FOUND) == []
    await database.execute_batch([PUT])
    assert len(await fetch_rows(database, FOUND)) == 1
    await database.close()


# --- what `handfast doctor` reads ---


def test_a_sound_file_is_told_with_its_version(path: Path) -> None:
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        (version,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert examine_sqlite(link) == Examination(version, None, None)
    assert path.read_bytes() == before


def test_an_empty_file_has_no_version(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert examine_sqlite(tmp_path / "empty.db") == Examination(None, None, None)


def test_damage_is_told_in_its_own_words(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'server_state'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
        database.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[(page - 1) * size + 7] = 200
    path.write_bytes(content)
    damage = examine_sqlite(path).damage
    assert damage is not None
    assert "free space corruption" in damage
    assert "\n" not in damage


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "text",
            (
                "{path} is not an SQLite database, or its beginning is damaged: restore a backup (docs/operate/backup.md), "
                "or, if it never was a database of Handfast, name another file in HANDFAST_DATABASE_URL"
            ),
        ),
        ("none", "there is no database at {path}"),
        ("two names", "{path} has 2 names (hard links), and each would have a journal of its own: remove the others"),
    ],
)
def test_what_no_server_could_use_is_refused(path: Path, kind: str, expected: str) -> None:
    if kind == "text":
        path.write_text("Dear diary, " * 1_000)
    elif kind == "none":
        path.unlink()
    else:
        path.with_name("second.db").hardlink_to(path)
    with pytest.raises(Unavailable) as refused:
        examine_sqlite(path)
    assert str(refused.value) == expected.format(path=path)


def test_a_file_that_may_only_be_read_is_refused(path: Path) -> None:
    path.chmod(0o400)
    with as_nobody(path, path.parent), pytest.raises(Unavailable, match="may not read and write"):
        examine_sqlite(path)
