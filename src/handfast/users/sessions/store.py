"""A person's sessions."""

from collections.abc import Sequence

from handfast.db.database import Reads, Row, Statement


async def of_person(reads: Reads, tenant_id: str, person_id: str, now: int) -> Sequence[Row]:
    return await reads.fetch_all(
        """SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent FROM sessions s JOIN persons p ON p.id = s.person_id
        WHERE s.tenant_id = $1 AND s.person_id = $2 AND s.epoch = p.epoch AND s.expires_at > $3 AND s.last_seen_at + s.idle_limit > $3
        ORDER BY s.last_seen_at DESC, s.id""",
        tenant_id, person_id, now,
    )  # fmt: skip


def end_own(tenant_id: str, person_id: str, session_id: str) -> Statement:
    return Statement(
        "DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2 AND id = $3", (tenant_id, person_id, session_id), guard=True
    )


async def is_own(reads: Reads, tenant_id: str, person_id: str, session_id: str) -> bool:
    sql = "SELECT 1 FROM sessions WHERE tenant_id = $1 AND person_id = $2 AND id = $3"
    return await reads.fetch_one(sql, tenant_id, person_id, session_id) is not None


async def has_been_here(reads: Reads, tenant_id: str, person_id: str, address: str, since: int) -> bool:
    """Whether the person has signed in from this address. The trail remembers longer than sessions live."""
    sql = """SELECT 1 FROM audit WHERE subject_id = $2 AND tenant_id = $1 AND action = 'SIGNED_IN' AND address = $3 AND at > $4 LIMIT 1"""
    return await reads.fetch_one(sql, tenant_id, person_id, address, since) is not None


def let_in(tenant_id: str, person_id: str, epoch: int, now: int, new_hash: str | None) -> Statement:
    """Conflict when the person was disabled, or the password changed, since it was checked."""
    return Statement(
        """UPDATE persons SET last_seen_at = $4, password_hash = COALESCE(CAST($5 AS TEXT), password_hash)
        WHERE tenant_id = $1 AND id = $2 AND epoch = $3 AND disabled_at IS NULL""",
        (tenant_id, person_id, epoch, now, new_hash),
        guard=True,
    )


async def confirmed_at(reads: Reads, tenant_id: str, session_id: str) -> int | None:
    """When the person behind this session last typed their password for it; None when it is over."""
    sql = """SELECT s.confirmed_at FROM sessions s JOIN persons p ON p.id = s.person_id
    WHERE s.tenant_id = $1 AND s.id = $2 AND s.epoch = p.epoch AND p.disabled_at IS NULL"""
    row = await reads.fetch_one(sql, tenant_id, session_id)
    return row["confirmed_at"] if row else None


def confirm(tenant_id: str, session_id: str, epoch: int, now: int) -> Statement:
    """Conflict when the session ended, or the password changed, since it was checked."""
    sql = "UPDATE sessions SET confirmed_at = $4 WHERE tenant_id = $1 AND id = $2 AND epoch = $3"
    return Statement(sql, (tenant_id, session_id, epoch, now), guard=True)


def end_all(tenant_id: str, person_id: str) -> Statement:
    sql = "UPDATE persons SET epoch = epoch + 1, tokens_epoch = tokens_epoch + 1 WHERE tenant_id = $1 AND id = $2"
    return Statement(sql, (tenant_id, person_id))
