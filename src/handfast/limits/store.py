"""Counting, in SQL: a bucket is one row, and the statement that counts is the one that checks."""

from collections.abc import Mapping, Sequence

from handfast.db.database import Reads, Write
from handfast.limits.rules import Bucket

_SPEND = """INSERT INTO buckets (key, count, resets_at) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN buckets.resets_at <= $3 THEN 1 ELSE buckets.count + 1 END,
    resets_at = CASE WHEN buckets.resets_at <= $3 THEN $2 ELSE buckets.resets_at END
WHERE buckets.resets_at <= $3 OR buckets.count < $4"""


def spend(bucket: Bucket, now: int, most: int | None = None) -> Write:
    """Takes one; the batch is lost when the bucket is full, even if it filled up a moment ago."""
    top = bucket.limit.most if most is None else most
    return Write(_SPEND, (bucket.id, now + bucket.limit.period, now, top), guard=True)


def note(bucket: Bucket, now: int) -> Write:
    """Counts one more. A full bucket stays full and stops nothing: it only tells that a budget is spent."""
    return Write(_SPEND, (bucket.id, now + bucket.limit.period, now, bucket.limit.most))


async def counts(reads: Reads, buckets: Sequence[Bucket], now: int) -> Mapping[str, tuple[int, int]]:
    """For each bucket's id that holds something: how much, and the milliseconds until it is empty."""
    marks = ", ".join(f"${number}" for number in range(2, len(buckets) + 2))
    rows = await reads.all(
        f"SELECT key, count, resets_at FROM buckets WHERE resets_at > $1 AND key IN ({marks})",
        now,
        *(bucket.id for bucket in buckets),
    )
    return {row["key"]: (row["count"], row["resets_at"] - now) for row in rows}


async def wait(reads: Reads, buckets: Sequence[Bucket], now: int) -> int | None:
    """Milliseconds until every one of the buckets has room again; None when they have it now."""
    held = await counts(reads, buckets, now)
    full = [held[bucket.id][1] for bucket in buckets if bucket.id in held and held[bucket.id][0] >= bucket.limit.most]
    return max(full, default=None)


_HAS_ROOM = """INSERT INTO buckets (key, count, resets_at) SELECT CAST($1 AS TEXT), 0, CAST($2 AS BIGINT) WHERE {others}
ON CONFLICT (key) DO UPDATE SET count = {count} WHERE buckets.resets_at <= $3 OR buckets.count < $4"""
_FULL = "(o.key = ${} AND o.count >= ${})"


def has_room(bucket: Bucket, now: int, *, empty: bool = False, beside: Sequence[tuple[Bucket, int]] = ()) -> Write:
    """Takes nothing, but the batch is lost when the bucket filled up meanwhile: the right guess of a crowd must not slip through.

    It waits in the row's queue like the wrong ones, so a crowd is answered in one order, and whoever stands behind the last that may be
    compared learns nothing. With `empty` what was counted is forgotten. `beside`: buckets that must not have reached the given count.
    """
    marks = [_FULL.format(number, number + 1) for number in range(5, 5 + 2 * len(beside), 2)]
    others = f"NOT EXISTS (SELECT 1 FROM buckets o WHERE o.resets_at > $3 AND ({' OR '.join(marks)}))" if marks else "1 = 1"
    sql = _HAS_ROOM.format(count="0" if empty else "buckets.count", others=others)
    held = tuple(part for other, most in beside for part in (other.id, most))
    return Write(sql, (bucket.id, now + bucket.limit.period, now, bucket.limit.most, *held), guard=True)


def forget(bucket: Bucket) -> Write:
    return Write("DELETE FROM buckets WHERE key = $1", (bucket.id,))


def purge(now: int) -> Write:
    return Write("DELETE FROM buckets WHERE resets_at <= $1", (now,))
