"""What can be said about an SQLite file without changing anything: for `handfast doctor`."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from handfast.db.database import Unavailable
from handfast.db.disks import shared_kind
from handfast.db.sqlite_file import connect_to_inspect, real, refuse_unfit
from handfast.db.sqlite_trouble import sentence


@dataclass(frozen=True, slots=True)
class Examination:
    version: str | None
    """The migration it is at; None when it is empty."""
    damage: str | None
    """What SQLite's own quick check complains of; None when it finds nothing."""
    shared_disk: str | None
    """The type of a disk shared with the host of this machine."""


def examine_sqlite(path: Path) -> Examination:
    """Reads the whole file once. Raises `Unavailable` if a server could not use it."""
    path = real(path)
    try:
        refuse_unfit(path)
        with closing(connect_to_inspect(path, need_write=True)) as connection:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
            verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(sentence(path, error)) from error
    return Examination(version[0] if version else None, None if verdict == "ok" else verdict.splitlines()[-1], shared_kind(path))
