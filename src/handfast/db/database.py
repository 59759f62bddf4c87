"""What the server needs of a database, and the errors it raises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from handfast.db.query import Args, Query

T = TypeVar("T")


class Conflict(Exception):
    """Another commit came first: a guarded statement matched no row, or a unique index refused one. Nothing of the batch was kept."""


class OverQuota(Conflict):
    """The batch would have given a tenant more people or devices than its quota. Nothing of the batch was kept."""

    def __init__(self, counted: str) -> None:
        super().__init__(f"over the quota of {counted}")
        self.counted = counted


class Unavailable(Exception):
    """The database cannot be reached, is locked or has no room. Nothing was acknowledged."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One INSERT, UPDATE or DELETE of a batch.

    With `guard` it must match a row, else the whole batch is undone and `Conflict` is raised: its WHERE holds the expected state.
    The statements of a batch do not see one another's effects (PostgreSQL runs them as one statement), so no two may touch the same row.
    With `shares` it is a SELECT whose rows nobody can change before the commit. Batches that share a row do not wait for one another.
    """

    sql: str
    args: Args = ()
    guard: bool = False
    shares: bool = False


class Reads(Protocol):
    async def fetch_one(self, query: Query[T]) -> T | None: ...

    async def fetch_all(self, query: Query[T]) -> list[T]: ...


class Database(Reads, Protocol):
    @property
    def name(self) -> str: ...

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        """Commits all statements at once, or none. Raises `Conflict` or `Unavailable`."""
        ...

    async def commit_now(self, query: Query[T]) -> T | None:
        """Commits one statement with RETURNING before anything else happens; its row, or None when it matched nothing."""
        ...

    async def close(self) -> None: ...
