"""Reports a used-up limit once in each of its periods, however many requests notice it at the same moment."""

from handfast.db.database import Reads, Statement
from handfast.limits import store
from handfast.limits.rules import ALERTED, Bucket


async def alarm(reads: Reads, bucket: Bucket, remaining: int, now: int) -> Statement | None:
    """The statement to write with the alert; None if it was raised already. `remaining`: milliseconds until the bucket is empty again."""
    raised = Bucket(ALERTED, f"{bucket.id}@{now + remaining}")
    return store.spend(raised, now) if await store.wait(reads, [raised], now) is None else None
