"""Tickets, and the session or access token behind them."""

from handfast.db.database import Reads
from handfast.db.raw import Row, fetch_row

_ROLE = """SELECT p.role FROM sessions s JOIN persons p ON p.id = s.person_id
WHERE s.id = $1 AND s.epoch = p.epoch AND p.disabled_at IS NULL AND s.expires_at > $2 AND s.last_seen_at + s.idle_limit > $2
UNION ALL SELECT p.role FROM tokens k JOIN persons p ON p.id = k.person_id
WHERE k.id = $1 AND k.epoch = p.tokens_epoch AND p.disabled_at IS NULL AND k.expires_at > $2"""


async def bearer(reads: Reads, digest: bytes, now: int) -> Row | None:
    """The user to whom a live ticket was given."""
    return await fetch_row(reads, """/* any tenant: found by its secret */ SELECT p.id, p.name, p.role, p.tenant_id, k.session_id, t.scopes
        FROM tickets k JOIN persons p ON p.id = k.person_id LEFT JOIN tokens t ON t.id = k.session_id
        WHERE k.hash = $1 AND k.kind = 'live' AND k.expires_at > $2""",
        digest, now,
    )  # fmt: skip


async def role_behind(reads: Reads, id: str, now: int) -> str | None:
    """The role of the user of a session or access token that is still valid. The server noted `id` when the socket opened."""
    row = await fetch_row(reads, f"/* any tenant: an id we noted ourselves */ {_ROLE} LIMIT 1", id, now)
    return row["role"] if row else None


async def token_id(reads: Reads, digest: bytes) -> str | None:
    row = await fetch_row(reads, "/* any tenant: found by its secret */ SELECT id FROM tokens WHERE hash = $1", digest)
    return row["id"] if row else None
