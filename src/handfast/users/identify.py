"""Step 4. Finds the user behind a cookie or an access token by one point read, so a disabled user is refused at once."""

import json

from handfast.db.raw import Row
from handfast.edge.calls import Call
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import digest
from handfast.users.access_tokens import store as tokens
from handfast.users.rules import is_stale, session_ends_at
from handfast.users.sessions import store as sessions
from handfast.users.touch_last_seen import touch_last_seen


async def by_session(call: Call, cookie: str) -> Caller | Refused:
    row = await sessions.by_cookie(call.run.database, digest(cookie))
    now = call.run.clock.now()
    if row is None or session_ends_at(row["last_seen_at"], row["idle_limit"], row["expires_at"]) <= now:
        return Refused(Reason.UNAUTHENTICATED)
    if row["disabled_at"] is not None:
        return Refused(Reason.ACCOUNT_DISABLED)
    if not row["is_current"]:
        return Refused(Reason.UNAUTHENTICATED)
    caller = _person(call, row, session_id=row["session_id"])
    if is_stale(row["last_seen_at"], now):
        await call.run(touch_last_seen, None, caller)
    return caller


async def by_token(call: Call, token: str) -> Caller | Refused:
    hashed = digest(token)
    row = await tokens.by_secret(call.run.database, hashed)
    now = call.run.clock.now()
    if row is None or row["expires_at"] <= now or not row["is_current"]:
        return Refused(Reason.INVALID_TOKEN)
    if row["disabled_at"] is not None:
        return Refused(Reason.ACCOUNT_DISABLED)
    caller = _person(call, row, credential=hashed, scopes=frozenset(json.loads(row["scopes"])))
    if is_stale(row["last_used_at"], now):
        await call.run(touch_last_seen, None, caller)
    return caller


def _person(
    call: Call, row: Row, *, session_id: SessionId | None = None, credential: bytes | None = None, scopes: frozenset[str] | None = None
) -> Caller:
    return Caller(
        "person",
        call.address,
        call.user_agent,
        id=row["person_id"],
        name=row["name"],
        tenant_id=row["tenant_id"],
        role=Role(row["role"]),
        session_id=session_id,
        credential=credential,
        scopes=scopes,
    )
