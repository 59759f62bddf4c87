"""Whether a socket's person may still listen. The sockets ask every few seconds, so that one missed event keeps nobody listening."""

from handfast.db.database import Reads
from handfast.kernel.callers import Role
from handfast.users.live_tickets import store
from handfast.users.rules import may_do


async def still_valid(reads: Reads, session_id: str, now: int) -> bool:
    """For the id of a session, or of an access token."""
    role = await store.role_behind(reads, session_id, now)
    return role is not None and may_do(Role(role), "live.join")
