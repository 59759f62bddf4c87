"""Step 2. Replaces the present database with a backup."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from handfast.backups import store
from handfast.backups.end_what_was_live import end_what_was_live
from handfast.db.database import Reads, Unavailable
from handfast.db.opening import open_database, sqlite_path
from handfast.db.sqlite_copy import NoCopy, check, clear_drafts, draft_beside, set_aside, take_over
from handfast.db.sqlite_file import real
from handfast.db.sqlite_lock import alone
from handfast.db.sqlite_trouble import is_damage
from handfast.runner.context import UseCase

T = TypeVar("T")
RunOn = Callable[[str, UseCase[None, None], None], Awaitable[object]]
"""Migrates the database of a URL and runs one use case on it."""


@dataclass(frozen=True, slots=True)
class Restored:
    back_at_work: list[str]
    """Names of devices and users that were disabled or deleted after the backup and are active again now."""
    set_aside: Path | None
    """Where the present database went when it could not be read."""


async def restore(url: str, backup: Path, run_on: RunOn) -> Restored:
    """Raises `NoCopy` and `Unavailable`; nothing was changed then."""
    path = sqlite_path(url)
    if path is None:
        raise NoCopy(
            "this command restores SQLite only; with PostgreSQL, stop all nodes and follow docs/operate/backup.md, "
            "including its SQL, without which old sessions and codes work again: pg_restore --clean --if-exists "
            f'--no-owner --dbname="$HANDFAST_DATABASE_URL" {backup}'
        )
    path = real(path)
    if real(backup) == path:
        raise NoCopy(f"{backup} is the current database itself")
    check(backup)
    with alone(path):
        clear_drafts(path)
        with draft_beside(path) as draft:
            take_over(backup, draft)
            draft_url = f"sqlite:///{draft}"
            await run_on(draft_url, end_what_was_live, None)
            names = await _back_at_work(url, draft_url)
            return Restored(names, _put_in_place(draft, path))


def _put_in_place(draft: Path, path: Path) -> Path | None:
    """Where the present database went when it could not be read."""
    try:
        take_over(draft, path)
    except Unavailable as error:
        if not is_damage(error.__cause__):
            raise
        aside = set_aside(path)
        take_over(draft, path)
        return aside
    return None


async def _back_at_work(present: str, restored: str) -> list[str]:
    """The names for `Restored.back_at_work`; empty when the present database cannot be read."""
    try:
        ended = await _read(present, store.ended)
    except Unavailable:
        return []
    return [one.name for one in await _read(restored, store.at_work) if one.id in ended]


async def _read(url: str, read: Callable[[Reads], Awaitable[T]]) -> T:
    database = await open_database(url)
    try:
        return await read(database)
    finally:
        await database.close()
