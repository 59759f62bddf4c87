"""Step 1. Makes a checked copy of the database while a server runs."""

from pathlib import Path

from handfast.db.opening import must_exist, sqlite_path
from handfast.db.sqlite_copy import NoCopy, save


async def back_up(url: str, target: Path) -> int:
    """Returns the size of the copy in bytes. Raises `NoCopy` and `Unavailable`."""
    path = sqlite_path(url)
    if path is None:
        raise NoCopy(
            "this command saves SQLite only; with PostgreSQL, and the settings of the service (docs/operate/backup.md "
            f'shows how), run: pg_dump --format=custom --file={target} "$HANDFAST_DATABASE_URL"'
        )
    await must_exist(url)
    return save(path, target)
