"""Links for a forgotten password."""

from handfast.db.database import Statement
from handfast.kernel.ids import UserId
from handfast.users.one_time_tokens import store as one_time_tokens

KIND = "reset"


def insert_link(digest: bytes, user_id: UserId | None, now: int, expires_at: int) -> Statement:
    """Without a user the link opens nothing: it is written so that the answer for an unknown address takes the same work."""
    return one_time_tokens.insert(digest, KIND, now, expires_at, user_id=user_id)
