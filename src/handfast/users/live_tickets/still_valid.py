"""Whether who is behind a socket may still listen. Checked every few seconds, so that nobody keeps listening after a missed event."""

import json
from collections.abc import Sequence

from handfast.access.policy import may
from handfast.db.database import Reads
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import SessionId
from handfast.users.live_tickets import store
from handfast.users.live_tickets.store import Behind
from handfast.users.rules import may_do
from handfast.users.second_factors.factors import is_required


async def still_valid(reads: Reads, session_id: SessionId | None, now: int) -> bool:
    """`session_id`: the id of a session, or of an access token; nobody listens without one."""
    if session_id is None:
        return False
    found = await reads.fetch_one(store.behind(session_id, now))
    return found is not None and _may_listen(found)


async def still_valid_among(reads: Reads, session_ids: Sequence[SessionId | None], now: int) -> dict[SessionId, Role | None]:
    """Those of at most `store.TOGETHER` ids for which `still_valid` is true, by one read; each with the role of its user.

    A service account has no role.
    """
    found = await reads.fetch_all(store.behind_all(session_ids, now))
    return {one.session_id: Role(one.role) if one.role else None for one in found if _may_listen(one)}


def _may_listen(behind: Behind) -> bool:
    """The scopes of an access token never change, and were checked when it fetched its ticket; those of a service account may."""
    if behind.role is not None:
        is_kept_out = not behind.has_second_factor and is_required(behind.settings, behind.role)
        return may_do(Role(behind.role), "live.join") and not is_kept_out
    return may(Caller("service", scopes=frozenset(json.loads(behind.scopes or "[]"))), "live.join")
