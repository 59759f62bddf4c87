"""Many rows in one statement: of an INSERT they get their numbers in the order they are given; others find them by a list of ids."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from handfast.db.database import Statement
from handfast.db.query import Args

T = TypeVar("T")


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


TOGETHER = 256
"""A fixed number of placeholders, so that the statement is prepared once; a shorter list repeats its last value."""


def padded(values: Sequence[T]) -> list[T]:
    return [*values, *[values[-1]] * (TOGETHER - len(values))]


def places(first: int) -> str:
    return ", ".join(f"${number}" for number in range(first, first + TOGETHER))
