"""Whether a socket's user may still listen. It is checked every few seconds, so that nobody keeps listening after a missed event."""

from collections.abc import Sequence

from handfast.db.database import Reads
from handfast.kernel.callers import Role
from handfast.kernel.ids import SessionId
from handfast.users.live_tickets import store
from handfast.users.rules import may_do


async def still_valid(reads: Reads, session_id: SessionId | None, now: int) -> bool:
    """`session_id`: the id of a session, or of an access token; nobody listens without one."""
    if session_id is None:
        return False
    role = await reads.fetch_one(store.role_behind(session_id, now))
    return role is not None and may_do(role, "live.join")


async def still_valid_among(reads: Reads, session_ids: Sequence[SessionId | None], now: int) -> dict[SessionId, Role]:
    """Those of at most `store.TOGETHER` ids for which `still_valid` is true, by one read; each with the role of its user."""
    found = await reads.fetch_all(store.roles_behind(session_ids, now))
    return {one.session_id: role for one in found if may_do(role := Role(one.role), "live.join")}
