"""The ways of saving the database that docs/operate/backup.md names, each in a second process."""

import asyncio
import shutil
import sys
from pathlib import Path

from handfast.db.opening import sqlite_path
from tests.second_process.site import Site

# What Debian's package sqlite3 does, for machines that do not have it.
_PYTHON = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=60)
if sys.argv[2].startswith(".backup "):
    database.backup(sqlite3.connect(sys.argv[2].split(" ", 1)[1]))
else:
    database.execute(sys.argv[2])
database.close()
"""


async def by_command(site: Site, target: Path) -> None:
    program = site.start("backup", str(target))
    assert await asyncio.to_thread(program.wait) == 0, program.errors


async def by_online_backup(site: Site, target: Path) -> None:
    await _sqlite3(site, f".backup {target}")


async def by_vacuum(site: Site, target: Path) -> None:
    await _sqlite3(site, f"VACUUM INTO '{target}'")


async def _sqlite3(site: Site, order: str) -> None:
    program = ["sqlite3"] if shutil.which("sqlite3") else [sys.executable, "-c", _PYTHON]
    process = await asyncio.create_subprocess_exec(*program, str(sqlite_path(site.where.database_url)), order)
    assert await process.wait() == 0


WAYS = {"handfast backup": by_command, ".backup": by_online_backup, "VACUUM INTO": by_vacuum}
