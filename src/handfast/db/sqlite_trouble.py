"""Why SQLite cannot use a file, in one sentence with the command that helps.

In half of these cases SQLite itself says only "unable to open database file", so the file, its folder and their owners are examined.
"""

import os
import pwd
import shlex
import sqlite3
from pathlib import Path

_BY_CODE = {
    sqlite3.SQLITE_NOTADB: (
        "{path} is not an SQLite database, or its beginning is damaged: restore a backup (docs/operate/backup.md), or, if "
        "it never was a database of Handfast, name another file in HANDFAST_DATABASE_URL"
    ),
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: restore a backup (docs/operate/backup.md)",
    sqlite3.SQLITE_FULL: "the disk that holds {path} is full: free some space",
    sqlite3.SQLITE_BUSY: "another program has kept {path} locked for more than five seconds",
}


def sentence(path: Path, error: Exception, *, need_write: bool = True) -> str:
    """`path`: without symbolic links. Quotes the error itself only where nothing better is known."""
    for file in (Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm", ".lock")):
        if found := file_trouble(file, need_write=need_write):
            return found
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if (code == sqlite3.SQLITE_CANTOPEN or isinstance(error, FileNotFoundError)) and is_missing(path):
        return f"there is no database at {path}"
    return _BY_CODE.get(code, "{path}: {error}").format(path=path, error=error)


def is_damage(error: BaseException | None) -> bool:
    """Whether the file's own content is at fault, so that no other time, user or disk would help."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def is_missing(path: Path) -> bool:
    """True if there is certainly nothing at `path`; False also if that cannot be determined."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def file_trouble(path: Path, *, need_write: bool = True) -> str | None:
    """Why this user cannot use the file, with the command that helps; None when the file itself is in order."""
    try:
        if found := _folder(path.parent, need_write=need_write):
            return found
        if path.is_dir():
            return f"{path} is a folder, not a file"
        if path.exists() and not _may(path, os.R_OK | (os.W_OK if need_write else 0)):
            return _not_ours(path, "600", "may not read and write" if need_write else "may not read")
    except OSError as error:
        return f"{path} cannot be examined ({error.strerror})"
    return None


def _folder(folder: Path, *, need_write: bool) -> str | None:
    nearest = folder
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        return f"{nearest} is not a folder: name another data folder or database"
    if not _may(nearest, os.X_OK):
        return _not_ours(nearest, "u+rwx", "may not enter")
    if need_write and not _may(nearest, os.W_OK):
        if os.statvfs(nearest).f_flag & os.ST_RDONLY:
            return (
                f"{nearest} is read-only for this process: mount it for writing, name another folder, or, under systemd "
                "with ProtectSystem=strict, allow it with ReadWritePaths= in the unit"
            )
        if nearest != folder:
            return f"{_user()} may not create {folder}; run: sudo install -d -o {_user()} -m 700 {shlex.quote(str(folder))}"
        return _not_ours(nearest, "u+rwx", "may not write into")
    return None


def _not_ours(path: Path, mode: str, may_not: str) -> str:
    user, owner, name = _user(), _owner(path), shlex.quote(str(path))
    if owner != user:
        return (
            f"{user} {may_not} {path}, which belongs to {owner}: run this as {owner} (sudo -u {owner}), or, only if it "
            f"should belong to {user}, run: sudo chown {user}: {name}"
        )
    return f"{user} {may_not} {path}; run: chmod {mode} {name}"


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def _user() -> str:
    return _name(os.geteuid())


def _owner(path: Path) -> str:
    return _name(path.stat().st_uid)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
