"""A file is read in one sitting and a function fits on a screen: past that, it does two things."""

import ast
from collections.abc import Iterator

from tools.lint.source import ROOT, Source

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# A migration is a list of tables, written once and never edited.
MIGRATIONS = "/migrations/versions/"


def check(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield source.at(1, f"{lines} lines; a file has at most {LONGEST_FILE}")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and MIGRATIONS not in source.name:
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield source.at(node.lineno, f"{node.name} has {length} lines; a function has at most {LONGEST_FUNCTION}")


def check_web() -> Iterator[str]:
    """The same for the browser side; what is generated does not count."""
    for path in sorted((ROOT / "web" / "src").rglob("*.[tc]s*")):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST_FILE and path.name != "schema.ts":
            yield f"{path.relative_to(ROOT)}:1: {lines} lines; a file has at most {LONGEST_FILE}"
