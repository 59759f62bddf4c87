"""SQL that costs the same however large a table is: it reads no more rows of an index than it needs, in the order of that index.

Both databases read an index in its order only where a value is given for every column before the one that is sorted by. So each such value
gets a SELECT of its own, limited in itself; only what these found is sorted.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST_COUNTED = 1_000
"""Counts stop here: this number stands for itself and everything above it."""
SEARCHED = 50_000
"""A search by part of a text looks through so many texts of each kind, in their order."""
MOST_FOUND = 1_000
"""And it stops when it has found so many of a kind."""


def merged(branches: Iterable[str], order: str, most: str) -> str:
    """The first `most` rows of all branches together; `order` names columns that each of them selects."""
    limited = (f"SELECT * FROM ({branch} ORDER BY {order} LIMIT {most}) AS branch_{number}" for number, branch in enumerate(branches))
    return f"{' UNION ALL '.join(limited)} ORDER BY {order} LIMIT {most}"


def counted(rows: str, most: int | None = None) -> str:
    """How many rows there are, at most `most` or else MOST_COUNTED. `rows`: a SELECT from its FROM on."""
    return f"SELECT count(*) AS counted FROM (SELECT 1 {rows} LIMIT {most or MOST_COUNTED}) AS rows_counted"


def after(value: str, id: str, comparison: str, place: int) -> str:
    """The condition that continues after the row with the values of $place and $place + 1.

    Its first half says nothing new, but SQLite finds no place in an index by a pair of which one is an expression.
    """
    return f"{value} {comparison}= ${place} AND ({value}, {id}) {comparison} (${place}, ${place + 1})"


def search(id: str, source: str, place: int) -> str:
    """A SELECT of `found_id`: the rows of `source` whose `search_text` fits the LIKE pattern $place, of those that are looked through.

    `source` is a table and its conditions, for which an index has `search_text` and the id.
    """
    looked_at = f"SELECT {id}, search_text FROM {source} ORDER BY search_text, {id} LIMIT {SEARCHED}"
    return f"SELECT {id} AS found_id FROM ({looked_at}) AS looked_at WHERE search_text LIKE ${place} ESCAPE '!' LIMIT {MOST_FOUND}"


def united(found: Sequence[str]) -> str:
    """A SELECT of each `found_id` of any of these once."""
    return " UNION ".join(f"SELECT found_id FROM ({each}) AS found_{number}" for number, each in enumerate(found))


def is_cut_off(sources: Iterable[str]) -> str:
    """1 if one of the sources of a search has more rows than are looked through, else 0."""
    beyond = " OR ".join(f"EXISTS (SELECT 1 FROM {source} LIMIT 1 OFFSET {SEARCHED})" for source in sources)
    return f"CASE WHEN {beyond} THEN 1 ELSE 0 END"


class Found(NamedTuple):
    """What a search came to."""

    found: int
    matching: int
    """Those of them that the filters let through."""
    is_cut_off: int

    @property
    def total(self) -> int | None:
        """None if there may be more than were found."""
        return None if self.is_cut_off or self.found >= MOST_FOUND else self.matching
