"""Whether a socket's user may still listen. It is checked every few seconds, so that nobody keeps listening after a missed event."""

from handfast.db.database import Reads
from handfast.kernel.ids import SessionId
from handfast.users.live_tickets import store
from handfast.users.rules import may_do


async def still_valid(reads: Reads, session_id: SessionId | None, now: int) -> bool:
    """`session_id`: the id of a session, or of an access token; nobody listens without one."""
    if session_id is None:
        return False
    role = await reads.fetch_one(store.role_behind(session_id, now))
    return role is not None and may_do(role, "live.join")
