"""Opens the database of a URL, and brings its schema to this version."""

from pathlib import Path

from handfast.db.database import Database, Unavailable
from handfast.db.query import Query
from handfast.db.sqlite import SqliteDatabase
from handfast.db.sqlite_lock import alone
from handfast.db.sqlite_trouble import is_missing

_SQLITE = "sqlite:///"
_VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"

_HAS_VERSION_IN_SQLITE = Query("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'", (), int)
_HAS_VERSION_IN_POSTGRESQL = Query("SELECT 1 FROM pg_tables WHERE tablename = 'alembic_version' AND schemaname = current_schema()", (), int)
_VERSION = Query("SELECT version_num FROM alembic_version", (), str)
_MAY_MAKE_TABLES = Query("SELECT has_schema_privilege(current_schema(), 'CREATE') AS may", (), bool)
_ANY_TABLE = Query("SELECT name FROM sqlite_master LIMIT 1", (), str)


def sqlite_path(url: str) -> Path | None:
    """The file behind a `sqlite:///` URL; None for any other database."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


async def open_database(url: str, pool: int | None = None) -> Database:
    """`pool`: the most connections to PostgreSQL; None for as many as a server takes."""
    path = sqlite_path(url)
    if path is None:
        from handfast.db.postgres import POOL, PostgresDatabase  # noqa: PLC0415 - its driver takes 2 MB, which SQLite does without

        return await PostgresDatabase.open(url, pool or POOL)
    return SqliteDatabase(path)


async def schema_version(database: Database) -> str | None:
    """The migration the database is at; None when it is empty."""
    if await database.fetch_one(_HAS_VERSION_IN_SQLITE if database.name == "sqlite" else _HAS_VERSION_IN_POSTGRESQL) is None:
        return None
    return await database.fetch_one(_VERSION)


def newest_version() -> str:
    return max(file.name.partition("_")[0] for file in _VERSIONS.glob("[0-9]*.py"))


async def may_make_tables(database: Database, url: str) -> None:
    """Raises `Unavailable` if the user may not create tables: since PostgreSQL 15 the right to connect does not include that."""
    if not await database.fetch_one(_MAY_MAKE_TABLES):
        from handfast.db import postgres_trouble  # noqa: PLC0415 - as in `open_database`
        from handfast.db.postgres_connector import read  # noqa: PLC0415

        raise Unavailable(postgres_trouble.sentence(read(url), None, "permission denied for schema public"))


async def must_exist(url: str) -> None:
    """Raises `Unavailable` if the database is missing or empty, so no server has ever stored anything there. Creates nothing."""
    path = sqlite_path(url)
    if path is not None and is_missing(path):
        raise Unavailable(f"there is no database at {path}")
    database = await open_database(url, 1)
    try:
        version = await schema_version(database)
    finally:
        await database.close()
    if version is None:
        raise Unavailable("it is empty")


async def migrate(url: str) -> None:
    """Bring the schema to this version; does nothing when it is there. Raises `Unavailable`."""
    database = await open_database(url, 1)
    try:
        current = await schema_version(database)
        if current is None:
            await _refuse_tables_of_others(database)
    finally:
        await database.close()
    newest = newest_version()
    if current == newest:
        return
    if current is not None and current > newest:
        raise Unavailable(
            f"its tables are at version {current}, but this program only knows versions up to {newest}: install the newer Handfast "
            "that made them, or restore a backup from before that upgrade"
        )
    # Alembic and SQLAlchemy cost 25 MB and 0.3 s, which a server that is up to date need not pay.
    from handfast.db.migrating import upgrade  # noqa: PLC0415

    path = sqlite_path(url)
    with alone(path):
        await upgrade(url, path)


async def _refuse_tables_of_others(database: Database) -> None:
    """Raises `Unavailable` for an SQLite file that another program made. A PostgreSQL database may be shared on purpose."""
    if database.name == "sqlite" and (table := await database.fetch_one(_ANY_TABLE)):
        raise Unavailable(f"it is the database of another program (it holds {table}): name another file in HANDFAST_DATABASE_URL")
