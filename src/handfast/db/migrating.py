"""Runs the Alembic migrations, in one transaction on either database: a killed migration leaves the old schema."""

import asyncio
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from handfast.db import postgres_trouble, sqlite_trouble
from handfast.db.database import Unavailable
from handfast.db.postgres import NO_ANSWER, connector
from handfast.db.sqlite_file import connect

# Two nodes that start together must not migrate together.
_LOCK = "SELECT pg_advisory_xact_lock(4815162342)"


async def upgrade(url: str, path: Path | None) -> None:
    """Raises `Unavailable` when the database refuses, or the connection breaks."""
    try:
        await (_upgrade_postgres(url) if path is None else asyncio.to_thread(_upgrade_sqlite, path))
    except sqlalchemy.exc.DBAPIError as error:
        raise Unavailable(_sentence(url, path, error.orig or error)) from error
    except NO_ANSWER as error:
        raise Unavailable(f"the connection broke during the migration ({error})") from error


async def _upgrade_postgres(url: str) -> None:
    # Only our own connector reads the URL: SQLAlchemy's parser knows other option names.
    engine = create_async_engine("postgresql+asyncpg://", async_creator=connector(url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(_LOCK)
        await connection.run_sync(_upgrade)
    await engine.dispose()


def _upgrade_sqlite(path: Path) -> None:
    """Foreign keys are off until the end, and examined then.

    SQLite changes a table by making it anew. Dropping the old one would delete the rows of others that cascade
    (sqlite.org/lang_altertable.html, 7).
    """
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _upgrade(connection)
        if orphans := {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}:
            raise Unavailable(f"the migration would leave rows that refer to nothing in {', '.join(sorted(orphans))}")
        connection.commit()
    engine.dispose()


def _upgrade(connection: sqlalchemy.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "handfast:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _sentence(url: str, path: Path | None, error: BaseException) -> str:
    if path is not None and isinstance(error, Exception):
        return sqlite_trouble.sentence(path, error)
    cause = error.__cause__ or error
    return postgres_trouble.sentence(connector(url).address, getattr(cause, "sqlstate", None), str(cause))
