"""When trouble with writing counts: always, unless somebody only wants to read."""

import sqlite3
from pathlib import Path

from handfast.db.sqlite_trouble import sentence
from tests.support.users import as_nobody, folder_for_all


def test_a_file_that_may_only_be_read_is_the_reason_unless_it_is_only_to_be_read() -> None:
    error = sqlite3.OperationalError("SQLite's own words")
    with folder_for_all() as folder:
        path = folder / "handfast.db"
        for file in (path, Path(f"{path}.lock")):
            file.touch(0o400)
            with as_nobody(folder, file) as user:
                assert sentence(path, error) == f"{user} may not read and write {file}; run: chmod 600 {file}"
                assert sentence(path, error, need_write=False) == f"{path}: SQLite's own words"
            file.chmod(0o600)
