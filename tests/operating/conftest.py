"""An installation of one's own, in a folder that other users may enter."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.postgres import Cluster
from tests.support.programs import Installation, Programs


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


@pytest.fixture(params=["sqlite", "postgresql"])
def fireflow(programs: Programs, installation: Installation, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation with one company, Fireflow, and its owner, on each kind of database."""
    where = installation
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        where = replace(installation, database_url=cluster.create())
    made = programs.run(
        where,
        "setup", "--tenant", "Fireflow", "--owner-name", "Olga", "--owner-email", "olga@example.com", "--owner-password-stdin",
        stdin="ordinary-walnut-kettle\n",
    )  # fmt: skip
    assert made.wait() == 0, made.errors
    yield where
    if request.param == "postgresql":
        cluster.drop(where.database_url)
