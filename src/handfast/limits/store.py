"""Counts attempts in SQL: a bucket is one row, and the statement that counts also checks the limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from handfast.db.database import Reads, Statement
from handfast.db.query import Args, Query
from handfast.kernel.time import SKEW
from handfast.limits.rules import ALL, Bucket

_TAKE = """INSERT INTO buckets (key, count, resets_at) VALUES ($1, {taken}, $2)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN buckets.resets_at <= $3 THEN {taken} ELSE {count} END,
    resets_at = CASE WHEN buckets.resets_at <= $3 THEN $2 ELSE buckets.resets_at END
WHERE buckets.resets_at <= $3 OR buckets.count < $4"""
_SPEND = _TAKE.format(taken=1, count="buckets.count + 1")
_ASK = _TAKE.format(taken=0, count="buckets.count")
_EMPTY = _TAKE.format(taken=0, count="0")
_ASK_TOGETHER = "SELECT 1 FROM buckets WHERE key = $1 AND (resets_at <= $2 OR count < $3)"


def spend(bucket: Bucket, now: int, most: int | None = None) -> Statement:
    """Counts one attempt. Conflict if the bucket is full, even if it filled up only a moment ago."""
    return Statement(_SPEND, _args(bucket, now, most), guard=True)


def note(bucket: Bucket, now: int) -> Statement:
    """Counts one attempt. A full bucket stays full and causes no Conflict: it only shows that the limit is used up."""
    return Statement(_SPEND, _args(bucket, now))


def has_room(bucket: Bucket, now: int, *, most: int | None = None, empty: bool = False) -> Statement:
    """Counts nothing. Conflict if the bucket filled up in the meantime: one right guess among many parallel ones must not slip through.

    It waits for the lock on the bucket's row as wrong guesses do, so parallel guesses are answered one after another, and those
    after the last permitted one learn nothing. `empty` resets the count to zero.
    """
    return Statement(_EMPTY if empty else _ASK, _args(bucket, now, most), guard=True)


def has_room_together(bucket: Bucket, now: int, most: int | None = None) -> Statement:
    """Like `has_room`, for a bucket that many requests check at once: they wait for wrong guesses but not for one another.

    Conflict also if the bucket's row does not exist yet; `has_room` creates it.
    """
    return Statement(_ASK_TOGETHER, (bucket.id, now, bucket.limit.most if most is None else most), guard=True, shares=True)


def _args(bucket: Bucket, now: int, most: int | None = None) -> Args:
    return bucket.id, now + bucket.limit.period, now, bucket.limit.most if most is None else most


Counts = Mapping[str, tuple[int, int]]
"""By the id of each bucket that holds something: its count, and the milliseconds until it is empty."""


@dataclass(frozen=True, slots=True)
class Count:
    """The columns `COUNTS` of a row; all of them are None where a `join` found no bucket."""

    bucket: str | None
    count: int | None
    resets_at: int | None


COUNTS = "b.key AS bucket, b.count, b.resets_at"


@cache
def _places(number: int, first: int) -> str:
    return ", ".join(f"${place}" for place in range(first, first + number))


@cache
def _of(number: int) -> str:
    return f"SELECT {COUNTS} FROM buckets b WHERE b.resets_at > $1 AND b.key IN ({_places(number, 2)})"


async def counts(reads: Reads, buckets: Sequence[Bucket], now: int) -> Counts:
    query = Query(_of(len(buckets)), (now, *(bucket.id for bucket in buckets)), Count)
    return counted(await reads.fetch_all(query), now)


def join(number: int, first: int) -> str:
    """Joins the `COUNTS` of `number` buckets to another query. Their ids are its arguments from number `first` on; $1 is now."""
    return f"LEFT JOIN buckets b ON b.resets_at > $1 AND b.key IN ({_places(number, first)})"


def counted(rows: Sequence[Count], now: int) -> Counts:
    """The counts from the rows of a query with `join`: one row for each bucket that holds something, or one row without a bucket."""
    return {
        row.bucket: (row.count, row.resets_at - now)
        for row in rows
        if row.bucket is not None and row.count is not None and row.resets_at is not None
    }


async def wait(reads: Reads, buckets: Sequence[Bucket], now: int) -> int | None:
    """Milliseconds until every one of the buckets has room again; None when all have room now."""
    return longest(await counts(reads, buckets, now), buckets)


def longest(held: Counts, buckets: Sequence[Bucket]) -> int | None:
    """Like `wait`, from counts that were read already."""
    full = [held[bucket.id][1] for bucket in buckets if bucket.id in held and held[bucket.id][0] >= bucket.limit.most]
    return max(full, default=None)


def forget(bucket: Bucket) -> Statement:
    return Statement("DELETE FROM buckets WHERE key = $1", (bucket.id,))


_PERIODS = sorted({limit.period for limit in ALL})
_OF_PERIOD = [" OR ".join(f"key LIKE '{limit.name}:%'" for limit in ALL if limit.period == period) for period in _PERIODS]
_AHEAD = " OR ".join(f"resets_at > ${number} AND ({names})" for number, names in enumerate(_OF_PERIOD, 1))


PURGED_TOGETHER = 1_000


def purge(now: int) -> Statement:
    """PURGED_TOGETHER at a time."""
    sql = f"DELETE FROM buckets WHERE key IN (SELECT key FROM buckets WHERE resets_at <= $1 ORDER BY resets_at LIMIT {PURGED_TOGETHER})"
    return Statement(sql, (now,))


def is_more_to_purge(now: int) -> Query[int]:
    """A row if there are more than are purged together."""
    return Query(f"SELECT 1 FROM buckets WHERE resets_at <= $1 ORDER BY resets_at LIMIT 1 OFFSET {PURGED_TOGETHER}", (now,), int)


def purge_ahead(now: int) -> Statement:
    """Deletes buckets that were filled before the clock was set back, which would lock somebody out for long."""
    return Statement(f"DELETE FROM buckets WHERE {_AHEAD}", tuple(now + period + SKEW for period in _PERIODS))
