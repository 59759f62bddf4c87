"""A row that was read has a type, whose fields are the columns: so mypy finds a column that is misspelt, and ids that are swapped.

A dictionary or a bare tuple would be a row too, of which mypy knows nothing. So `Query` is given a named type or function for its
rows, and has no subclass that reads them in another way.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Source
from tools.lint.sql_place import called

_ROW = 2
"""The place of the row among what a `Query` is made of."""
_UNTYPED = {"Any", "dict", "frozenset", "list", "object", "set", "tuple"}


def check(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and any(called(base) == "Query" for base in node.bases):
            yield source.at(node.lineno, f"{node.name} is a second way to read rows; a Query's `row` says what they become")
        elif isinstance(node, ast.Call) and called(node.func) == "Query" and not _is_typed(node):
            yield source.at(node.lineno, "a row is a NamedTuple, a value or what a named function makes of its columns")


def _is_typed(query: ast.Call) -> bool:
    given = [*query.args[_ROW : _ROW + 1], *(keyword.value for keyword in query.keywords if keyword.arg == "row")]
    return any(isinstance(row, ast.Name | ast.Attribute) and called(row) not in _UNTYPED for row in given)
