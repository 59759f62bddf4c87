"""From a database URL to an open database, and to a schema of this version."""

from pathlib import Path

from handfast.db.database import Database, Unavailable
from handfast.db.postgres import POOL, PostgresDatabase
from handfast.db.sqlite import SqliteDatabase

_SQLITE = "sqlite:///"
_VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"


def sqlite_path(url: str) -> Path | None:
    """The file behind a `sqlite:///` URL; None for any other database."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


async def open_database(url: str, pool: int = POOL) -> Database:
    path = sqlite_path(url)
    if path is None:
        return await PostgresDatabase.open(url, pool)
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteDatabase(path)


async def schema_version(database: Database) -> str | None:
    """The migration the database stands at; None when it is empty."""
    if database.name == "sqlite":
        known = await database.one("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
    else:
        known = await database.one("SELECT 1 FROM pg_tables WHERE tablename = 'alembic_version' AND schemaname = current_schema()")
    row = await database.one("SELECT version_num FROM alembic_version") if known else None
    return row["version_num"] if row else None


def newest_version() -> str:
    return max(file.name.partition("_")[0] for file in _VERSIONS.glob("[0-9]*.py"))


async def migrate(url: str) -> None:
    """Bring the schema to this version; does nothing when it is there. Raises `Unavailable`."""
    database = await open_database(url, 1)
    try:
        current = await schema_version(database)
    finally:
        await database.close()
    newest = newest_version()
    if current == newest:
        return
    if current is not None and current > newest:
        raise Unavailable(f"the database is at version {current}, this program knows {newest}: start the newer program")
    # Alembic and SQLAlchemy cost 25 MB and 0.3 s, which a server that is up to date need not pay.
    from handfast.db.migrating import upgrade  # noqa: PLC0415

    await upgrade(url, sqlite_path(url))
