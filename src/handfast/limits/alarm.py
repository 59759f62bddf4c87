"""Reports that a limit is used up, or nearly, once in each of its periods, however many requests notice it at the same moment."""

from handfast.db.database import Reads, Statement
from handfast.limits import store
from handfast.limits.rules import ALERTED, Bucket

SPENT = 100
THRESHOLDS = (SPENT, 80, 50)
"""In percent, the highest first."""


def reached(count: int, most: int) -> int | None:
    """The highest threshold that so many of `most` have reached. Lower ones are not reported any more."""
    return next((percent for percent in THRESHOLDS if count * 100 >= most * percent), None)


async def alarm(reads: Reads, bucket: Bucket, remaining: int, now: int, percent: int = SPENT) -> Statement | None:
    """The statement to write with the alert; None if it was raised already. `remaining`: milliseconds until the bucket is empty again."""
    raised = Bucket(ALERTED, f"{bucket.id}@{now + remaining}" + (f"@{percent}" if percent < SPENT else ""))
    return store.spend(raised, now) if await store.wait(reads, [raised], now) is None else None
