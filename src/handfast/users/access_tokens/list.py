"""One's own access tokens that still work."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.access_tokens import store


@dataclass(frozen=True, slots=True)
class TokenLine:
    id: str
    name: str
    scopes: Sequence[str]
    created_at: int
    expires_at: int
    last_used_at: int | None


async def list_tokens(context: Context, _: None) -> Done[Sequence[TokenLine]]:
    rows = await store.of_person(context.reads, context.caller.tenant, context.caller.user_id, context.now)
    return Done(
        [
            TokenLine(row["id"], row["name"], json.loads(row["scopes"]), row["created_at"], row["expires_at"], row["last_used_at"])
            for row in rows
        ]
    )
