"""Step 4. Finds the user behind a cookie or an access token by one point read, so a disabled user is refused at once."""

import json

from handfast.edge.calls import Call
from handfast.kernel.callers import Caller, Role
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import digest
from handfast.users.access_tokens import store as tokens
from handfast.users.rules import is_stale, session_ends_at
from handfast.users.sessions import store as sessions
from handfast.users.touch_last_seen import touch_last_seen


async def by_session(call: Call, cookie: str) -> Caller | Refused:
    bearer = await call.run.database.fetch_one(sessions.by_cookie(digest(cookie)))
    now = call.run.clock.now()
    if bearer is None or session_ends_at(bearer.last_seen_at, bearer.idle_limit, bearer.expires_at) <= now:
        return Refused(Reason.UNAUTHENTICATED)
    if bearer.disabled_at is not None:
        return Refused(Reason.ACCOUNT_DISABLED)
    if not bearer.is_current:
        return Refused(Reason.UNAUTHENTICATED)
    caller = Caller(
        "person" if bearer.user_id else "operator",
        call.address,
        call.user_agent,
        id=bearer.user_id or bearer.account_id,
        name=bearer.name,
        tenant_id=bearer.tenant_id,
        role=Role(bearer.role) if bearer.role else None,
        account_id=bearer.account_id,
        session_id=bearer.session_id,
        is_suspended=bearer.suspended_at is not None,
    )
    if is_stale(bearer.last_seen_at, now):
        await call.run(touch_last_seen, None, caller)
    return caller


async def by_token(call: Call, token: str) -> Caller | Refused:
    hashed = digest(token)
    bearer = await call.run.database.fetch_one(tokens.by_secret(hashed))
    now = call.run.clock.now()
    if bearer is None or bearer.expires_at <= now or not bearer.is_current:
        return Refused(Reason.INVALID_TOKEN)
    if bearer.disabled_at is not None:
        return Refused(Reason.ACCOUNT_DISABLED)
    if bearer.suspended_at is not None:
        return Refused(Reason.TENANT_SUSPENDED)
    caller = Caller(
        "person",
        call.address,
        call.user_agent,
        id=bearer.user_id,
        name=bearer.name,
        tenant_id=bearer.tenant_id,
        role=Role(bearer.role),
        account_id=bearer.account_id,
        credential=hashed,
        scopes=frozenset(json.loads(bearer.scopes)),
    )
    if is_stale(bearer.last_used_at, now):
        await call.run(touch_last_seen, None, caller)
    return caller
