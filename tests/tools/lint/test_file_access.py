"""The lint that keeps the server from opening the database's file by itself."""

import ast

import pytest

from tools.lint.file_access import PLACES, check
from tools.lint.source import ROOT, Source, sources


def complaints(text: str) -> list[str]:
    return list(check(Source(ROOT / "src/handfast/health.py", text, ast.parse(text))))


@pytest.mark.parametrize(
    "planted",
    [
        "os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))",
        "size = len(path.read_bytes())",
        "with open(path) as file: pass",
        "with path.open('rb') as file: pass",
        "Path(url).touch()",
        "shutil.copy(path, backup)",
        "sqlite3.connect(path).close()",
    ],
)
def test_a_file_that_is_opened_in_a_new_place_is_complained_of(planted: str) -> None:
    [complaint] = complaints(planted)
    assert complaint.startswith("src/handfast/health.py:1: ")


def test_what_opens_no_file_is_left_alone() -> None:
    assert complaints("PostgresDatabase.open(url)\nsockets.open\nsettings.copy()\nself._pool.connect()") == []


def test_each_named_place_is_there_and_opens_a_file() -> None:
    found = {source.name: source for source in sources("src/handfast")}
    for name in PLACES:
        renamed = Source(ROOT / "src/handfast/elsewhere.py", found[name].text, found[name].tree)
        assert list(check(renamed)), name
