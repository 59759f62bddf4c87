"""Counting, in SQL: a bucket is one row, and the statement that counts is the one that checks."""

from collections.abc import Mapping, Sequence
from functools import cache

from handfast.db.database import Args, Reads, Row, Statement
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
    """Takes one; the batch is lost when the bucket is full, even if it filled up a moment ago."""
    return Statement(_SPEND, _args(bucket, now, most), guard=True)


def note(bucket: Bucket, now: int) -> Statement:
    """Counts one more. A full bucket stays full and stops nothing: it only tells that a budget is spent."""
    return Statement(_SPEND, _args(bucket, now))


def has_room(bucket: Bucket, now: int, *, most: int | None = None, empty: bool = False) -> Statement:
    """Takes nothing, but the batch is lost when the bucket filled up meanwhile: the right guess of a crowd must not slip through.

    It waits for the bucket's row like the wrong ones, so a crowd is answered in one order, and whoever stands behind the last that may be
    compared learns nothing. With `empty` what was counted is forgotten.
    """
    return Statement(_EMPTY if empty else _ASK, _args(bucket, now, most), guard=True)


def has_room_together(bucket: Bucket, now: int, most: int | None = None) -> Statement:
    """Like `has_room`, for a bucket that many ask at once: they wait for wrong guesses but not for one another.

    The batch is lost, too, when the bucket's row is not there yet; `has_room` makes it.
    """
    return Statement(_ASK_TOGETHER, (bucket.id, now, bucket.limit.most if most is None else most), guard=True, shares=True)


def _args(bucket: Bucket, now: int, most: int | None = None) -> Args:
    return bucket.id, now + bucket.limit.period, now, bucket.limit.most if most is None else most


Counts = Mapping[str, tuple[int, int]]
"""For each bucket's id that holds something: how much, and the milliseconds until it is empty."""
COUNTS = "b.key, b.count, b.resets_at"


@cache
def _places(number: int, first: int) -> str:
    return ", ".join(f"${place}" for place in range(first, first + number))


@cache
def _of(number: int) -> str:
    return f"SELECT {COUNTS} FROM buckets b WHERE b.resets_at > $1 AND b.key IN ({_places(number, 2)})"


async def counts(reads: Reads, buckets: Sequence[Bucket], now: int) -> Counts:
    return counted(await reads.fetch_all(_of(len(buckets)), now, *(bucket.id for bucket in buckets)), now)


def join(number: int, first: int) -> str:
    """For a read of something else: `COUNTS` of so many buckets, whose ids stand from place `first` on; $1 is now."""
    return f"LEFT JOIN buckets b ON b.resets_at > $1 AND b.key IN ({_places(number, first)})"


def counted(rows: Sequence[Row], now: int) -> Counts:
    """Of the rows that a read with `join` gave: one for each bucket that holds something, or one without."""
    return {row["key"]: (row["count"], row["resets_at"] - now) for row in rows if row["key"] is not None}


async def wait(reads: Reads, buckets: Sequence[Bucket], now: int) -> int | None:
    """Milliseconds until every one of the buckets has room again; None when they have it now."""
    return longest(await counts(reads, buckets, now), buckets)


def longest(held: Counts, buckets: Sequence[Bucket]) -> int | None:
    """`wait`, of counts that are known."""
    full = [held[bucket.id][1] for bucket in buckets if bucket.id in held and held[bucket.id][0] >= bucket.limit.most]
    return max(full, default=None)


def forget(bucket: Bucket) -> Statement:
    return Statement("DELETE FROM buckets WHERE key = $1", (bucket.id,))


_PERIODS = sorted({limit.period for limit in ALL})
_OF_PERIOD = [" OR ".join(f"key LIKE '{limit.name}:%'" for limit in ALL if limit.period == period) for period in _PERIODS]
_AHEAD = " OR ".join(f"resets_at > ${number} AND ({names})" for number, names in enumerate(_OF_PERIOD, 1))


def purge(now: int) -> Statement:
    return Statement("DELETE FROM buckets WHERE resets_at <= $1", (now,))


def purge_ahead(now: int) -> Statement:
    """Those that were filled before the clock was set back, and would lock somebody out for long."""
    return Statement(f"DELETE FROM buckets WHERE {_AHEAD}", tuple(now + period + SKEW for period in _PERIODS))
