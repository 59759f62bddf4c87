"""The table `mails`: sealed letters on their way out."""

from collections.abc import Sequence

from handfast.db.database import Reads, Row, Write
from handfast.kernel.moments import SKEW
from handfast.mails.rules import LONGEST_WAIT


def insert(id: str, sealed: bytes, now: int) -> Write:
    return Write("INSERT INTO mails (id, sealed, created_at, next_try_at) VALUES ($1, $2, $3, $3)", (id, sealed, now))


async def due(reads: Reads, now: int, most: int) -> Sequence[Row]:
    """Also those whose time lies further ahead than any wait is long: they were tried before the clock was set back."""
    return await reads.all(
        "SELECT id, sealed, created_at, tries FROM mails WHERE next_try_at <= $1 OR next_try_at > $2 ORDER BY next_try_at LIMIT $3",
        now,
        now + LONGEST_WAIT + SKEW,
        most,
    )


def claim(id: str, tries: int, next_try_at: int) -> Write:
    """Lost when another worker took this try."""
    return Write("UPDATE mails SET tries = tries + 1, next_try_at = $3 WHERE id = $1 AND tries = $2", (id, tries, next_try_at), guard=True)


def delete(id: str) -> Write:
    return Write("DELETE FROM mails WHERE id = $1", (id,))
