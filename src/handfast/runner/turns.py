"""Housekeeping of a table that keeps most of what is old: each turn looks at the next rows by their key, and a later one begins anew."""

from collections.abc import Callable
from typing import NamedTuple

from handfast.db import server_state
from handfast.db.query import Query
from handfast.runner.context import Context

ROWS_A_TURN = 1_000


class Span(NamedTuple):
    """The keys greater than `after`, up to and with `until`; None stands for the end of the table."""

    after: str
    until: str | None


async def next_span(context: Context, table: str, nth_after: Callable[[str, int], Query[str]], rows: int = ROWS_A_TURN) -> Span:
    """`nth_after` reads the key that is so many rows after a given one. Which rows were looked at last is written in this batch."""
    name = f"looked at:{table}"
    after = await context.fetch_one(server_state.value(name)) or ""
    until = await context.fetch_one(nth_after(after, rows))
    if (until or "") != after:
        context.write(server_state.put(name, until or ""))
    return Span(after, until)
