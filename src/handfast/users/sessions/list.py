"""One's own sessions, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class OwnSessionLine:
    id: str
    created_at: int
    last_seen_at: int
    address: str
    user_agent: str
    current: bool


async def list_sessions(context: Context, _: None) -> Done[Sequence[OwnSessionLine]]:
    caller = context.caller
    rows = await store.of_person(context.reads, caller.tenant, caller.user_id, context.now)
    return Done(
        [
            OwnSessionLine(
                row["id"], row["created_at"], row["last_seen_at"], row["address"], row["user_agent"], row["id"] == caller.session_id
            )
            for row in rows
        ]
    )
