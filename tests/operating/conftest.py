"""An installation of one's own, in a folder that other users may enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.programs import Installation


@pytest.fixture
def installation(sqlite_template: Path) -> Iterator[Installation]:
    """A data folder with a database of this version in it."""
    with tempfile.TemporaryDirectory(prefix="handfast-operating-") as name:
        Path(name).chmod(0o755)
        data = Path(name) / "data"
        data.mkdir()
        shutil.copyfile(sqlite_template, data / "handfast.db")
        (data / "handfast.db").chmod(0o600)
        yield Installation(data, f"sqlite:///{data / 'handfast.db'}")
