"""A table is written in one file, its owner: whoever changes what a row may hold finds every statement that does so on one page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tools.lint.source import Source, texts

_WRITES = re.compile(r"\b(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+(?!SET\b)([a-z_]+)\b")
# They make and change the tables themselves.
_MIGRATIONS = "src/handfast/migrations/"


def check(sources: Iterable[Source]) -> Iterator[str]:
    writers: dict[str, dict[str, str]] = defaultdict(dict)
    for source in sources:
        if source.name.startswith(_MIGRATIONS):
            continue
        for line, text in texts(source):
            for table in _WRITES.findall(text):
                writers[table].setdefault(source.name, source.at(line, ""))
    for table, places in sorted(writers.items()):
        if len(places) > 1:
            yield from (f"{place}a second file writes the table {table}: {', '.join(sorted(places))}" for place in places.values())
