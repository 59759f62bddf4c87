"""`handfast doctor`: examines an installation and says in plain sentences what is missing.

It changes nothing: no folder, key or database is made, and a database is opened only to read.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from handfast.adapters.smtp import SmtpTrouble, greet, smtp_server
from handfast.db.database import Unavailable
from handfast.db.opening import may_make_tables, newest_version, open_database, schema_version, sqlite_path
from handfast.db.sqlite_examination import examine_sqlite
from handfast.db.sqlite_trouble import is_missing
from handfast.pages import STATIC
from handfast.settings import NEEDS_SETTINGS, Settings


@dataclass(frozen=True, slots=True)
class Finding:
    good: bool
    says: str


async def examine(settings: Settings) -> list[Finding]:
    path = sqlite_path(settings.database_url)
    database = [await _postgres(settings.database_url)] if path is None else [*_sqlite(path)]
    return [*_files(settings), await _mail(settings), *_address(settings), *database]


def _files(settings: Settings) -> Iterator[Finding]:
    key = settings.data_dir / "secret.key"
    if not settings.secret_key:
        yield Finding(False, f"There is no secret key at {key}: put back the key this server had, or {NEEDS_SETTINGS}.")
    elif os.path.lexists(key):
        yield _private(key, "The secret key")
    is_built = (STATIC / "index.html").is_file() and (STATIC / "device.html").is_file()
    yield Finding(is_built, "The web app is built." if is_built else "The web app is not built: run 'make web'.")


def _private(path: Path, name: str) -> Finding:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding(False, f"Other users can read {path}; run: chmod 600 {path}")
    return Finding(True, f"{name} is readable by its owner only.")


async def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding(True, "No mail server is set, so links must be copied by hand.")
    server = smtp_server(settings.smtp_url, settings.mail_from or "")
    try:
        return Finding(True, f"The mail server {server.host}:{server.port} answers ({await greet(server)}).")
    except SmtpTrouble as error:
        return Finding(False, f"No mail can be sent through {server.host}:{server.port}: {error}")


def _address(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.public_url)
    if parts.hostname in ("127.0.0.1", "localhost", "::1"):
        yield Finding(True, f"{settings.public_url} works on this machine only. Set HANDFAST_PUBLIC_URL so that other devices can connect.")
    else:
        secure = parts.scheme == "https"
        yield Finding(
            secure,
            f"People and devices use {settings.public_url}."
            if secure
            else (
                f"{settings.public_url} is not https, so pages get no camera and no device keys, and passwords are sent "
                "unencrypted: put a web server with a certificate in front (docs/operate/install.md), and set "
                "HANDFAST_PUBLIC_URL to its https address."
            ),
        )
    # A link of at most 62 bytes keeps the QR at 33 modules, which scans best.
    short = len(settings.public_url) + len("/p#1.K7QX4M.") + 22 <= 62
    yield Finding(
        True, "The QR codes are small." if short else "The public address is long, which makes the QR codes denser; they still scan."
    )


def _sqlite(path: Path) -> Iterator[Finding]:
    if is_missing(path):
        yield Finding(False, f"There is no database at {path}: {NEEDS_SETTINGS}.")
        return
    try:
        found = examine_sqlite(path)
    except Unavailable as error:
        yield Finding(False, f"SQLite cannot be used: {error}")
        return
    yield _private(path, "The database")
    if found.shared_disk:
        disk = f"a disk shared with the host of this machine ({found.shared_disk})"
        yield Finding(False, f"{path} is on {disk}, whose file locks may not work: use a local disk.")
    if found.damage:
        yield Finding(False, f"{path} is damaged ({found.damage}): restore a backup.")
    yield _version("SQLite", found.version)


async def _postgres(url: str) -> Finding:
    try:
        database = await open_database(url, 1)
        try:
            version = await schema_version(database)
            if version != newest_version():
                await may_make_tables(database, url)
        finally:
            await database.close()
    except Unavailable as error:
        return Finding(False, f"PostgreSQL cannot be used: {error}")
    return _version("PostgreSQL", version)


def _version(kind: str, version: str | None) -> Finding:
    newest = newest_version()
    if version is None:
        return Finding(True, f"{kind} answers; it is empty, and its tables are created at the first start.")
    if version > newest:
        return Finding(
            False,
            (
                f"The tables in {kind} are at version {version}, but this program only knows versions up to {newest}: install the newer "
                "Handfast that made them, or restore a backup from before that upgrade."
            ),
        )
    if version < newest:
        return Finding(
            False,
            (
                f"The tables in {kind} are at version {version}, but this program needs {newest}: restart the server, which updates "
                "them, or stop it and run 'handfast migrate'."
            ),
        )
    return Finding(True, f"{kind} answers; its tables are at version {version}.")
