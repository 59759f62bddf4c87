"""`handfast doctor`: looks at an installation the way a friend who knows it would, and says in sentences what is missing."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from handfast.db.database import Unavailable
from handfast.db.opening import newest_version, open_database, schema_version, sqlite_path
from handfast.pages import STATIC
from handfast.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    good: bool
    says: str


async def examine(settings: Settings) -> list[Finding]:
    return [*_files(settings), *_address(settings), await _database(settings)]


def _files(settings: Settings) -> Iterator[Finding]:
    key = settings.data_dir / "secret.key"
    if key.exists():
        is_private = stat.S_IMODE(key.stat().st_mode) & 0o077 == 0
        yield Finding(
            is_private, "The secret key is readable by its owner only." if is_private else f"Others can read {key}: chmod 600 it."
        )
    is_built = (STATIC / "index.html").is_file() and (STATIC / "device.html").is_file()
    yield Finding(is_built, "The web app is built." if is_built else "The web app is not built: run 'make web'.")
    yield Finding(
        True,
        f"Mail goes out through {urlsplit(settings.smtp_url).hostname}."
        if settings.smtp_url
        else "No mail server is set; links are copied by hand.",
    )


def _address(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.public_url)
    if parts.hostname in ("127.0.0.1", "localhost", "::1"):
        yield Finding(True, f"{settings.public_url} is for this machine only. Set HANDFAST_PUBLIC_URL to let devices in.")
    else:
        secure = parts.scheme == "https"
        yield Finding(
            secure,
            f"People and devices use {settings.public_url}."
            if secure
            else f"{settings.public_url} is not https: no camera, no device keys, and passwords travel in clear.",
        )
    # A link of at most 62 bytes keeps the QR at 33 modules, which scans best.
    short = len(settings.public_url) + len("/p#1.K7QX4M.") + 22 <= 62
    yield Finding(
        True, "The QR codes are small." if short else "The public address is long, so QR codes are denser than need be; they still scan."
    )


async def _database(settings: Settings) -> Finding:
    kind = "SQLite" if sqlite_path(settings.database_url) else "PostgreSQL"
    try:
        database = await open_database(settings.database_url, 1)
        version = await schema_version(database)
        await database.close()
    except Unavailable as error:
        return Finding(False, f"{kind} cannot be used: {error}")
    newest = newest_version()
    if version is None:
        return Finding(True, f"{kind} answers; it is empty and is filled at the first start.")
    return Finding(
        version == newest,
        f"{kind} answers, at version {version}."
        if version == newest
        else f"{kind} is at version {version}, this program at {newest}: run 'handfast migrate'.",
    )
