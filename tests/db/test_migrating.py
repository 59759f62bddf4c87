"""A schema that is brought to this version, or is not: who is asked how often, under which lock, and what the operator hears."""

import fcntl
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations

from handfast.db import migrating, postgres
from handfast.db.database import Unavailable
from handfast.db.migrating import upgrade
from handfast.db.opening import migrate, must_exist, newest_version, open_database
from handfast.db.postgres import connector
from handfast.db.query import Query
from handfast.db.sqlite_file import connect
from tests.support.postgres import Cluster

URL = "postgresql://ada@db/prod"
STANDBY = "this PostgreSQL is a standby or read-only; name the primary in HANDFAST_DATABASE_URL, or make this one accept writes"
REASSIGN = 'as an administrator of PostgreSQL, connected to the database "prod", run: REASSIGN OWNED BY <the owner of the tables> TO "ada";'

T = TypeVar("T")


async def refusal(coming: Any) -> str:
    with pytest.raises(Unavailable) as refused:
        await coming
    return str(refused.value)


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error

    return fail


def at_version(path: Path, version: str) -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))
    return f"sqlite:///{path}"


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "handfast.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


def lock(path: Path) -> Path:
    return Path(f"{path}.lock")


def is_locked(path: Path) -> bool:
    with lock(path).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_there(path: Path) -> bool:
    return path.exists()


# --- which version ---


class Upgrades:
    """In the place of the upgrade: what it was called with, and whether somebody else could have taken the file meanwhile."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Path | None]] = []
        self.is_alone: bool | None = None

    async def __call__(self, url: str, path: Path | None) -> None:
        self.calls.append((url, path))
        if path is None:
            return
        self.is_alone = is_locked(path)


@pytest.fixture
def upgrades(monkeypatch: pytest.MonkeyPatch) -> Upgrades:
    upgrades = Upgrades()
    monkeypatch.setattr(migrating, "upgrade", upgrades)
    return upgrades


async def test_the_tables_of_a_newer_version_are_left_alone_and_the_operator_hears_both_versions(path: Path, upgrades: Upgrades) -> None:
    assert await refusal(migrate(at_version(path, "9999"))) == (
        f"its tables are at version 9999, but this program only knows versions up to {newest_version()}: install the newer Handfast "
        "that made them, or restore a backup from before that upgrade"
    )
    assert upgrades.calls == []


async def test_the_tables_of_this_version_are_not_touched(path: Path, upgrades: Upgrades) -> None:
    await migrate(f"sqlite:///{path}")
    assert upgrades.calls == []
    assert not is_there(lock(path))


async def test_older_tables_are_brought_to_this_version_while_nobody_else_has_the_file(path: Path, upgrades: Upgrades) -> None:
    url = at_version(path, "0001")
    await migrate(url)
    assert (upgrades.calls, upgrades.is_alone) == ([(url, path)], True)


class Postgres:
    """In the place of the one that connects: a database whose tables stand at `version`."""

    name = "postgresql"
    version = newest_version()
    opened: list[tuple[object, ...]]

    @classmethod
    async def open(cls, *asked: object) -> "Postgres":
        cls.opened.append(asked)
        return cls()

    async def fetch_one(self, query: Query[T]) -> T | None:
        return query.row(self.version if "version_num" in query.sql else 1)

    async def close(self) -> None:
        self.opened.append(("closed",))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    monkeypatch.setattr(Postgres, "opened", [], raising=False)
    monkeypatch.setattr(postgres, "PostgresDatabase", Postgres)
    return Postgres.opened


async def test_to_look_at_a_version_one_connection_is_enough(opened: list[tuple[object, ...]]) -> None:
    await must_exist(URL)
    await migrate(URL)
    assert opened == [(URL, 1), ("closed",)] * 2


@pytest.mark.parametrize(("asked", "connections"), [((), 16), ((1,), 1), ((3,), 3)])
async def test_a_database_is_opened_with_as_many_connections_as_are_asked_for(
    opened: list[tuple[object, ...]], asked: tuple[int, ...], connections: int
) -> None:
    await open_database(URL, *asked)
    assert opened == [(URL, connections)]


async def test_older_tables_in_postgresql_are_brought_to_this_version_without_a_file(
    opened: list[tuple[object, ...]], upgrades: Upgrades, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Postgres, "version", "0001")
    await migrate(URL)
    assert upgrades.calls == [(URL, None)]
    assert opened == [(URL, 1), ("closed",)], "it is closed before the migration opens its own"


# --- what is heard of a failure ---


def of_the_driver(cause: BaseException | None) -> sqlalchemy.exc.DBAPIError:
    """As SQLAlchemy hands it on: its own error around its adapter's error, whose cause is the driver's."""
    adapted = Exception("<class 'Error'>: in the words of the adapter")
    adapted.__cause__ = cause
    return sqlalchemy.exc.DBAPIError("CREATE TABLE", {}, adapted)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (of_the_driver(None), "<class 'Error'>: in the words of the adapter"),
        (
            of_the_driver(asyncpg.ReadOnlySQLTransactionError("cannot execute CREATE TABLE")),
            "cannot execute CREATE TABLE: " + STANDBY,
        ),
        (
            of_the_driver(asyncpg.InsufficientPrivilegeError("must be owner of table devices")),
            "must be owner of table devices: " + REASSIGN,
        ),
        (of_the_driver(OSError("gone")), "gone"),
        (ConnectionResetError("reset by peer"), "the connection broke during the migration (reset by peer)"),
        (asyncpg.InterfaceError("closed"), "the connection broke during the migration (closed)"),
    ],
    ids=["adapter", "standby", "owner", "no state", "reset", "interface"],
)
async def test_what_ends_a_migration_of_postgresql_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, words: str
) -> None:
    monkeypatch.setattr(migrating, "_upgrade_postgres", raising(error))
    assert await refusal(upgrade(URL, None)) == words


# --- a failed migration leaves no connection behind ---


def rebuild_devices(config: Config, _: str) -> None:
    """What Alembic does to a table of SQLite whose CHECK changes: it copies the rows, and drops the table they were in."""
    operations = Operations(MigrationContext.configure(config.attributes["connection"]))
    with operations.batch_alter_table("devices", recreate="always"):
        pass


@pytest.mark.parametrize("is_lost", [False, True], ids=["every device", "a device is lost"])
async def test_a_table_that_is_rebuilt_takes_no_row_of_another_with_it(path: Path, monkeypatch: pytest.MonkeyPatch, is_lost: bool) -> None:
    with closing(connect(path)) as before:
        before.executescript("""INSERT INTO tenants (id, name, created_at) VALUES ('t', 'Fireflow', 1);
            INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at)
                VALUES ('d', 't', 'rustdesk', 'Till', 'active', '', '', '', '', 1, 1);
            INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, created_at) VALUES ('d', 't', '123456789', 1);""")

    def rebuild(config: Config, version: str) -> None:
        rebuild_devices(config, version)
        if is_lost:
            config.attributes["connection"].exec_driver_sql("DELETE FROM devices")

    monkeypatch.setattr(command, "upgrade", rebuild)
    if is_lost:
        assert "rustdesk" in await refusal(upgrade(f"sqlite:///{path}", path))
    else:
        await upgrade(f"sqlite:///{path}", path)
    with closing(connect(path)) as after:
        rows = after.execute("SELECT d.id, r.rustdesk_id FROM devices d JOIN rustdesk r ON r.device_id = d.id").fetchall()
        assert [tuple(row) for row in rows] == [("d", "123456789")]


async def test_a_failed_migration_closes_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[sqlite3.Connection] = []

    def keeping(path: Path) -> sqlite3.Connection:
        made.append(connect(path))
        return made[-1]

    monkeypatch.setattr(migrating, "connect", keeping)
    monkeypatch.setattr(migrating, "_upgrade", raising(OSError("no room")))
    assert await refusal(upgrade(f"sqlite:///{path}", path)) == "the connection broke during the migration (no room)"
    assert len(made) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].execute("SELECT 1")


async def test_a_failed_migration_of_postgresql_closes_its_session(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def keeping(url: str) -> Callable[[], Any]:
        connect = connector(url)

        async def one() -> Any:
            made.append(await connect())
            return made[-1]

        return one

    url = postgres.create()
    monkeypatch.setattr(migrating, "connector", keeping)
    monkeypatch.setattr(migrating, "_upgrade", raising(OSError("no room")))
    assert await refusal(upgrade(url, None)) == "the connection broke during the migration (no room)"
    closed = [one.is_closed() for one in made]
    for one in made:
        one.terminate()
    postgres.drop(url)
    assert closed == [True]
