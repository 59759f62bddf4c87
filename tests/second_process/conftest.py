"""An installation whose server is killed again and again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.second_process.site import Site
from tests.support.programs import Installation, Programs

LIVES = 160


def site_on_sqlite(programs: Programs, template: Path, folder: Path, lives: int) -> Site:
    data = folder / "data"
    data.mkdir()
    shutil.copyfile(template, data / "handfast.db")
    (data / "handfast.db").chmod(0o600)
    return Site(programs, Installation(data, f"sqlite:///{data / 'handfast.db'}"), folder, lives)


@pytest.fixture(scope="module")
def site(programs: Programs, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """On SQLite, where other programs share the file."""
    site = site_on_sqlite(programs, sqlite_template, tmp_path_factory.mktemp("site"), LIVES)
    yield site
    site.history.close()
