"""Every package opens with its story: what it is for, what it owns, who its neighbours are."""

import ast
from collections.abc import Iterator

from tools.lint.source import Source


def check(source: Source) -> Iterator[str]:
    if source.path.name == "__init__.py" and not ast.get_docstring(source.tree):
        yield source.at(1, "a package says in its docstring what it is for")
