"""What a database can do for us, and what it says when it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, Any]
Args = tuple[Any, ...]


class Conflict(Exception):
    """Somebody was faster: a guarded write matched no row, or a unique index refused one. Nothing of the batch was kept."""


class Unavailable(Exception):
    """The database cannot be reached, is locked or has no room. Nothing was acknowledged."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One INSERT, UPDATE or DELETE of a batch.

    With `guard` it must match a row, else the whole batch is undone and `Conflict` is raised: the expected state stands in its WHERE.
    The writes of a batch do not see one another (PostgreSQL runs them as one statement), so none may touch the row of another.
    With `shares` it is a SELECT whose rows nobody changes before the commit. Batches that share a row do not wait for one another.
    """

    sql: str
    args: Args = ()
    guard: bool = False
    shares: bool = False


class Reads(Protocol):
    async def fetch_one(self, sql: str, *args: Any) -> Row | None: ...

    async def fetch_all(self, sql: str, *args: Any) -> Sequence[Row]: ...


class Database(Reads, Protocol):
    @property
    def name(self) -> str: ...

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        """All of them in one commit, or none. Raises `Conflict` or `Unavailable`."""
        ...

    async def commit_now(self, sql: str, *args: Any) -> Row | None:
        """One statement with RETURNING, committed before anything else happens: its row, or None when it matched nothing."""
        ...

    async def close(self) -> None: ...
