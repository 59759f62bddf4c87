"""The table `sessions`."""

from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import SessionId, TenantId, UserId
from handfast.users.rules import Life
from handfast.users.store import CALLER


class OwnSession(NamedTuple):
    id: SessionId
    created_at: int
    last_seen_at: int
    address: str
    user_agent: str


class SessionBearer(NamedTuple):
    """The user whose cookie was sent, and what decides whether the session is still valid."""

    user_id: UserId
    name: str
    role: str
    tenant_id: TenantId
    disabled_at: int | None
    session_id: SessionId
    last_seen_at: int
    idle_limit: int
    expires_at: int
    is_current: int


def of_user(user_id: UserId, now: int, *, tenant_id: TenantId) -> Query[OwnSession]:
    sql = """SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.tenant_id = $1 AND s.user_id = $2 AND s.session_version = u.session_version AND s.expires_at > $3
        AND s.last_seen_at + s.idle_limit > $3 ORDER BY s.last_seen_at DESC, s.id"""
    return Query(sql, (tenant_id, user_id, now), OwnSession)


def own(session_id: SessionId, user_id: UserId, *, tenant_id: TenantId) -> Query[int]:
    """A row if the session is this user's."""
    sql = "SELECT 1 FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id = $3"
    return Query(sql, (tenant_id, user_id, session_id), int)


def end_own(session_id: SessionId, user_id: UserId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id = $3", (tenant_id, user_id, session_id), guard=True)


def sign_in_from(address: str, user_id: UserId, since: int, *, tenant_id: TenantId) -> Query[int]:
    """A row if the user has signed in from this address after `since`. The audit trail answers it, since it outlives sessions."""
    sql = """SELECT 1 FROM audit WHERE subject_id = $2 AND tenant_id = $1 AND action = 'SIGNED_IN' AND address = $3 AND at > $4 LIMIT 1"""
    return Query(sql, (tenant_id, user_id, address, since), int)


def confirmed_at(session_id: SessionId, *, tenant_id: TenantId) -> Query[int]:
    """When the user of this session last typed their password for it; no row when the session is over."""
    sql = """SELECT s.confirmed_at FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.tenant_id = $1 AND s.id = $2 AND s.session_version = u.session_version AND u.disabled_at IS NULL"""
    return Query(sql, (tenant_id, session_id), int)


def confirm(session_id: SessionId, session_version: int, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the session ended, or the password changed, since the password was checked."""
    sql = "UPDATE sessions SET confirmed_at = $4 WHERE tenant_id = $1 AND id = $2 AND session_version = $3"
    return Statement(sql, (tenant_id, session_id, session_version, now), guard=True)


def by_cookie(digest: bytes) -> Query[SessionBearer]:
    sql = f"""/* any tenant: found by its secret */ SELECT {CALLER}, s.id AS session_id, s.last_seen_at, s.idle_limit, s.expires_at,
    s.session_version = u.session_version AS is_current FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = $1"""
    return Query(sql, (digest,), SessionBearer)


def seen(session_id: SessionId, now: int, *, tenant_id: TenantId) -> Statement:
    sql = "UPDATE sessions SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2 AND last_seen_at < $3"
    return Statement(sql, (tenant_id, session_id, now))


def insert(
    session_id: SessionId,
    digest: bytes,
    user_id: UserId,
    session_version: int,
    now: int,
    life: Life,
    address: str,
    user_agent: str,
    *,
    tenant_id: TenantId,
) -> Statement:
    """A browser's session counts as confirmed, since it begins with the password; an app's may have been approved from another device."""
    confirmed_at = 0 if life.is_app else now
    return Statement(
        """INSERT INTO sessions (hash, id, tenant_id, user_id, session_version, created_at, last_seen_at, expires_at, address, user_agent,
        confirmed_at, idle_limit, is_app) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12)""",
        (
            digest, session_id, tenant_id, user_id, session_version, now, now + life.longest, address, user_agent,
            confirmed_at, life.idle, int(life.is_app),
        ),
    )  # fmt: skip


def set_app_idle_limit(idle_limit: int, *, tenant_id: TenantId) -> Statement:
    return Statement("UPDATE sessions SET idle_limit = $2 WHERE tenant_id = $1 AND is_app = 1", (tenant_id, idle_limit))


def end(session_id: SessionId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND id = $2", (tenant_id, session_id))


def end_all_of(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2", (tenant_id, user_id))


def end_everybodys() -> Statement:
    return Statement("/* any tenant: the whole server is restored */ DELETE FROM sessions")


def nth_after(after: str, rows: int) -> Query[str]:
    sql = "/* any tenant: housekeeping */ SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2"
    return Query(sql, (after, rows - 1), str)


def purge(now: int, after: str, until: str | None) -> Statement:
    """Those of this span of ids that have ended."""
    sql = f"""/* any tenant: housekeeping */ DELETE FROM sessions WHERE id > $2{" AND id <= $3" if until else ""}
    AND (expires_at <= $1 OR last_seen_at + idle_limit <= $1)"""
    return Statement(sql, (now, after, *([until] if until else [])))
