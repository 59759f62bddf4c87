"""The table `one_time_tokens`."""

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import AccountId, SessionId, UserId


def insert(
    digest: bytes,
    kind: str,
    now: int,
    expires_at: int,
    *,
    account_id: AccountId | None = None,
    user_id: UserId | None = None,
    session_id: SessionId | None = None,
) -> Statement:
    return Statement(
        """INSERT INTO one_time_tokens (hash, kind, account_id, user_id, session_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        (digest, kind, account_id, user_id, session_id, now, expires_at),
    )


def take(digest: bytes, kind: str, now: int) -> Statement:
    """Uses the token up. Conflict if it was used by somebody else, or has expired."""
    return Statement("DELETE FROM one_time_tokens WHERE hash = $1 AND kind = $2 AND expires_at > $3", (digest, kind, now), guard=True)


def drop(user_id: UserId, kind: str, but: bytes = b"") -> Statement:
    return Statement("DELETE FROM one_time_tokens WHERE user_id = $1 AND kind = $2 AND hash <> $3", (user_id, kind, but))


def drop_of_account(account_id: AccountId, kind: str, but: bytes = b"") -> Statement:
    return Statement("DELETE FROM one_time_tokens WHERE account_id = $1 AND kind = $2 AND hash <> $3", (account_id, kind, but))


def setup_link(digest: bytes, now: int) -> Query[int]:
    """A row if the link to set up the server is the one that was printed, and has not expired."""
    return Query("SELECT 1 FROM one_time_tokens WHERE hash = $1 AND kind = 'setup' AND expires_at > $2", (digest, now), int)


def drop_setup_links() -> Statement:
    return Statement("DELETE FROM one_time_tokens WHERE kind = 'setup'")


def drop_all() -> Statement:
    return Statement("DELETE FROM one_time_tokens")


def purge(now: int) -> Statement:
    """1,000 at a time."""
    return Statement(
        "DELETE FROM one_time_tokens WHERE hash IN (SELECT hash FROM one_time_tokens WHERE expires_at <= $1 LIMIT 1000)", (now,)
    )
