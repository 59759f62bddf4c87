"""Whether a socket's person is still signed in. The sockets ask every few seconds, so that one missed event keeps nobody listening."""

from handfast.db.database import Reads
from handfast.people.live import store
from handfast.people.rules import SESSION_IDLE


async def still_valid(reads: Reads, session_id: str, now: int) -> bool:
    """For the id of a session, or of an access token."""
    return await store.is_valid(reads, session_id, now, now - SESSION_IDLE)
