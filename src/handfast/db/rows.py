"""Many rows in one INSERT: they get their numbers in the order they are given, and cost one statement."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from handfast.db.database import Statement
from handfast.db.query import Args


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Args]) -> list[Statement]:
    """One statement; none for no rows. With one statement per row, PostgreSQL would run their CTEs last one first."""
    if not rows:
        return []
    return [Statement(_insert(table, tuple(columns), len(rows)), tuple(chain.from_iterable(rows)))]


@lru_cache(256)
def _insert(table: str, columns: tuple[str, ...], rows: int) -> str:
    width = len(columns)
    places = (f"({', '.join(f'${place}' for place in range(first, first + width))})" for first in range(1, rows * width + 1, width))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(places)}"
