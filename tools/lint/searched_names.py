"""Whoever writes a name writes what it is sorted and searched by in the same statement.

Both are kept beside the name, folded by the program. A statement that forgets them leaves a name that is found under its old one.
"""

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Source

# For each table: the columns that are searched, and those that are made of them.
MADE_OF = {
    "users": (("name",), ("name_sort", "search_text")),
    "devices": (("name",), ("name_sort", "search_text")),
    "rustdesk": (("hostname", "rustdesk_id"), ("search_text",)),
    "audit": (("subject_name",), ("actor_search", "search_text")),
}
_INSERT = re.compile(r"INSERT INTO (\w+)\s*\(([^)]*)\)")
_UPDATE = re.compile(r"UPDATE (\w+)(?: AS \w+)? SET (.*?)(?:\bWHERE\b|$)", re.DOTALL)
_SET = re.compile(r"(\w+)\s*=")


def check(source: Source) -> Iterator[str]:
    if "/migrations/" in source.name:
        return
    inside = {part for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in inside:
            for table, columns in _written(_text(node)):
                searched, made = MADE_OF.get(table, ((), ()))
                if columns & set(searched) and not columns >= set(made):
                    yield source.at(node.lineno, f"this writes a name of {table} without {' and '.join(made)}")


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(part.value if isinstance(part, ast.Constant) else "?" for part in node.values)  # type: ignore[misc]


def _written(sql: str) -> Iterator[tuple[str, set[str]]]:
    for table, columns in _INSERT.findall(sql):
        yield table, {column.strip() for column in columns.split(",")}
    for table, assignments in _UPDATE.findall(sql):
        yield table, set(_SET.findall(assignments))
