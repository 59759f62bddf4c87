"""A table is written in one file, its owner: whoever changes what a row may hold finds every statement that does so on one page."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tools.lint.source import Source, texts

_WRITES = re.compile(r"\b(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+(?!SET\b)([a-z_]+)\b")
_MAKERS = {"insert_rows", "delete_rows"}
# They make and change the tables themselves.
_MIGRATIONS = "src/handfast/migrations/"


def check(sources: Iterable[Source]) -> Iterator[str]:
    writers: dict[str, dict[str, str]] = defaultdict(dict)
    for source in sources:
        if source.name.startswith(_MIGRATIONS):
            continue
        for line, table in _written(source):
            writers[table].setdefault(source.name, source.at(line, ""))
    for table, places in sorted(writers.items()):
        if len(places) > 1:
            yield from (f"{place}a second file writes the table {table}: {', '.join(sorted(places))}" for place in places.values())


def _written(source: Source) -> Iterator[tuple[int, str]]:
    """Line and table of each statement that writes one, and of each call that makes such a statement."""
    for line, text in texts(source):
        yield from ((line, table) for table in _WRITES.findall(text))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKERS:
            (table, *_) = node.args
            if isinstance(table, ast.Constant):
                yield node.lineno, str(table.value)
