"""The table `mails`: sealed messages on their way out."""

from typing import NamedTuple

from handfast.db.database import Reads, Statement
from handfast.db.query import Query
from handfast.email.rules import LONGEST_WAIT
from handfast.kernel.time import SKEW


def insert(id: str, sealed: bytes, now: int) -> Statement:
    return Statement("INSERT INTO mails (id, sealed, created_at, next_try_at) VALUES ($1, $2, $3, $3)", (id, sealed, now))


class QueuedMail(NamedTuple):
    id: str
    sealed: bytes
    created_at: int
    tries: int


_DUE = "SELECT id, sealed, created_at, tries FROM mails WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT $2"
_WAITS_TOO_LONG = "SELECT id, sealed, created_at, tries FROM mails WHERE next_try_at > $1 LIMIT $2"


async def due(reads: Reads, now: int, most: int) -> list[QueuedMail]:
    """The messages that are due. If there are none, those that would wait longer than `LONGEST_WAIT`.

    They were tried before the clock was set back.
    """
    due = await reads.fetch_all(Query(_DUE, (now, most), QueuedMail))
    return due or await reads.fetch_all(Query(_WAITS_TOO_LONG, (now + LONGEST_WAIT + SKEW, most), QueuedMail))


def claim(id: str, tries: int, next_try_at: int) -> Statement:
    """Conflict if another worker took this try."""
    return Statement(
        "UPDATE mails SET tries = tries + 1, next_try_at = $3 WHERE id = $1 AND tries = $2", (id, tries, next_try_at), guard=True
    )


class SealedMail(NamedTuple):
    id: str
    sealed: bytes


def after(id: str, most: int) -> Query[SealedMail]:
    return Query("SELECT id, sealed FROM mails WHERE id > $1 ORDER BY id LIMIT $2", (id, most), SealedMail, bulk=True)


def reseal(id: str, old: bytes, sealed: bytes) -> Statement:
    """Without effect on a mail that was sent in the meantime."""
    return Statement("UPDATE mails SET sealed = $3 WHERE id = $1 AND sealed = $2", (id, old, sealed))


def delete(id: str) -> Statement:
    return Statement("DELETE FROM mails WHERE id = $1", (id,))


def drop_all() -> Statement:
    return Statement("DELETE FROM mails")
