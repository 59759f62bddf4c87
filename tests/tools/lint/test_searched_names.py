"""The lint that keeps what is searched with the name it is made of."""

import ast
from pathlib import Path

import pytest

from tools.lint.searched_names import check
from tools.lint.source import ROOT, Source


def complaints(sql: str) -> list[str]:
    text = f"SQL = {sql!r}"
    return list(check(Source(Path(ROOT) / "src/handfast/x/store.py", text, ast.parse(text))))


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO users (id, name) VALUES ($1, $2)",
        "UPDATE devices SET name = $3, search_text = $4 WHERE id = $1",
        "UPDATE users AS u SET name = $1 WHERE id = $2",
        "UPDATE rustdesk SET hostname = $1",
        "INSERT INTO audit (at, subject_name) VALUES ($1, $2)",
    ],
)
def test_a_name_that_is_written_alone_is_complained_of(sql: str) -> None:
    assert len(complaints(sql)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO users (id, name, name_sort, search_text) VALUES ($1, $2, $3, $4)",
        "UPDATE users SET session_version = session_version + 1 WHERE name = $1",
        "UPDATE tenants SET name = $1",
        "SELECT name FROM users",
    ],
)
def test_other_statements_are_not(sql: str) -> None:
    assert complaints(sql) == []
