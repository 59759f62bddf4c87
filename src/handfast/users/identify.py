"""Step 4. Finds who is behind a cookie or a token by one point read, so a disabled user or a revoked account is refused at once."""

import json

from handfast.edge.calls import Call
from handfast.kernel.callers import Caller, Role
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import digest
from handfast.users.access_tokens import store as tokens
from handfast.users.rules import is_stale, session_ends_at
from handfast.users.second_factors.factors import is_required
from handfast.users.service_accounts import store as services
from handfast.users.service_accounts.rules import is_token
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
        # A company that signs its people in by its own provider requires of that provider whatever it requires.
        needs_second_factor=not bearer.has_second_factor and not bearer.company_only and _is_required(call, bearer.settings, bearer.role),
        company_only=bool(bearer.company_only),
        is_suspended=bearer.suspended_at is not None,
    )
    return await _noted(call, caller, bearer.last_seen_at)


def _is_required(call: Call, settings: str | None, role: str | None) -> bool:
    """Of a user of a tenant by its settings, of an operator by those of the server."""
    if settings is None or role is None:
        return call.run.policy.operators_need_second_factor
    return is_required(settings, role)


async def by_token(call: Call, token: str) -> Caller | Refused:
    """A user by a personal access token, or a service account by one of its own."""
    hashed = digest(token)
    if is_token(token):
        return await _service(call, hashed)
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
        needs_second_factor=not bearer.has_second_factor and is_required(bearer.settings, bearer.role),
    )
    return await _noted(call, caller, bearer.last_used_at)


async def _service(call: Call, hashed: bytes) -> Caller | Refused:
    bearer = await call.run.database.fetch_one(services.by_secret(hashed))
    now = call.run.clock.now()
    if bearer is None or bearer.expires_at <= now:
        return Refused(Reason.INVALID_TOKEN)
    if bearer.suspended_at is not None:
        return Refused(Reason.TENANT_SUSPENDED)
    caller = Caller(
        "service",
        call.address,
        call.user_agent,
        id=bearer.id,
        name=bearer.name,
        tenant_id=bearer.tenant_id,
        credential=hashed,
        scopes=frozenset(json.loads(bearer.scopes)),
        contact_id=bearer.contact_id,
    )
    return await _noted(call, caller, bearer.last_used_at)


async def _noted(call: Call, caller: Caller, last_at: int | None) -> Caller:
    if is_stale(last_at, call.run.clock.now()):
        await call.run(touch_last_seen, None, caller)
    return caller
