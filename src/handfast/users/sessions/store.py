"""The table `sessions`."""

from collections.abc import Sequence

from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import SessionId, TenantId, UserId
from handfast.users.rules import Life
from handfast.users.store import CALLER


async def of_person(reads: Reads, tenant_id: TenantId, user_id: UserId, now: int) -> Sequence[Row]:
    return await fetch_rows(reads, """SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent
        FROM sessions s JOIN persons p ON p.id = s.person_id
        WHERE s.tenant_id = $1 AND s.person_id = $2 AND s.epoch = p.epoch AND s.expires_at > $3 AND s.last_seen_at + s.idle_limit > $3
        ORDER BY s.last_seen_at DESC, s.id""",
        tenant_id, user_id, now,
    )  # fmt: skip


def end_own(tenant_id: TenantId, user_id: UserId, session_id: SessionId) -> Statement:
    return Statement(
        "DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2 AND id = $3", (tenant_id, user_id, session_id), guard=True
    )


async def is_own(reads: Reads, tenant_id: TenantId, user_id: UserId, session_id: SessionId) -> bool:
    sql = "SELECT 1 FROM sessions WHERE tenant_id = $1 AND person_id = $2 AND id = $3"
    return await fetch_row(reads, sql, tenant_id, user_id, session_id) is not None


async def has_been_here(reads: Reads, tenant_id: TenantId, user_id: UserId, address: str, since: int) -> bool:
    """Whether the user has signed in from this address after `since`. The audit trail answers it, since it outlives sessions."""
    sql = """SELECT 1 FROM audit WHERE subject_id = $2 AND tenant_id = $1 AND action = 'SIGNED_IN' AND address = $3 AND at > $4 LIMIT 1"""
    return await fetch_row(reads, sql, tenant_id, user_id, address, since) is not None


async def confirmed_at(reads: Reads, tenant_id: TenantId, session_id: SessionId) -> int | None:
    """When the user of this session last typed their password for it; None when the session is over."""
    sql = """SELECT s.confirmed_at FROM sessions s JOIN persons p ON p.id = s.person_id
    WHERE s.tenant_id = $1 AND s.id = $2 AND s.epoch = p.epoch AND p.disabled_at IS NULL"""
    row = await fetch_row(reads, sql, tenant_id, session_id)
    return row["confirmed_at"] if row else None


def confirm(tenant_id: TenantId, session_id: SessionId, epoch: int, now: int) -> Statement:
    """Conflict if the session ended, or the password changed, since the password was checked."""
    sql = "UPDATE sessions SET confirmed_at = $4 WHERE tenant_id = $1 AND id = $2 AND epoch = $3"
    return Statement(sql, (tenant_id, session_id, epoch, now), guard=True)


async def by_cookie(reads: Reads, digest: bytes) -> Row | None:
    return await fetch_row(
        reads,
        f"""/* any tenant: found by its secret */ SELECT {CALLER}, s.id AS session_id, s.last_seen_at, s.idle_limit, s.expires_at,
        s.epoch = p.epoch AS is_current FROM sessions s JOIN persons p ON p.id = s.person_id WHERE s.hash = $1""",
        digest,
    )


def seen(tenant_id: TenantId, session_id: SessionId, now: int) -> Statement:
    sql = "UPDATE sessions SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2 AND last_seen_at < $3"
    return Statement(sql, (tenant_id, session_id, now))


def insert(
    digest: bytes, id: str, tenant_id: TenantId, user_id: UserId, epoch: int, now: int, life: Life, address: str, user_agent: str
) -> Statement:
    """A browser's session counts as confirmed, since it begins with the password; an app's may have been approved from another device."""
    confirmed_at = 0 if life.is_app else now
    return Statement(
        """INSERT INTO sessions (hash, id, tenant_id, person_id, epoch, created_at, last_seen_at, expires_at, address, user_agent,
        confirmed_at, idle_limit, is_app) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12)""",
        (
            digest, id, tenant_id, user_id, epoch, now, now + life.longest, address, user_agent,
            confirmed_at, life.idle, int(life.is_app),
        ),
    )  # fmt: skip


def set_app_idle_limit(tenant_id: TenantId, idle_limit: int) -> Statement:
    return Statement("UPDATE sessions SET idle_limit = $2 WHERE tenant_id = $1 AND is_app = 1", (tenant_id, idle_limit))


def end(tenant_id: TenantId, session_id: SessionId) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND id = $2", (tenant_id, session_id))


def end_all_of(tenant_id: TenantId, user_id: UserId) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2", (tenant_id, user_id))


def end_everybodys() -> Statement:
    return Statement("/* any tenant: the whole server is restored */ DELETE FROM sessions")


def purge(now: int) -> Statement:
    return Statement(
        "/* any tenant: housekeeping */ DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at + idle_limit <= $1", (now,)
    )
