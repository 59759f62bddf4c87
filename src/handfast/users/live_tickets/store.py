"""Tickets, and the session or access token behind them."""

from typing import NamedTuple

from handfast.db.query import Query
from handfast.kernel.callers import Role
from handfast.kernel.ids import SessionId, TenantId, UserId

_ROLE = """SELECT p.role FROM sessions s JOIN persons p ON p.id = s.person_id
WHERE s.id = $1 AND s.epoch = p.epoch AND p.disabled_at IS NULL AND s.expires_at > $2 AND s.last_seen_at + s.idle_limit > $2
UNION ALL SELECT p.role FROM tokens k JOIN persons p ON p.id = k.person_id
WHERE k.id = $1 AND k.epoch = p.tokens_epoch AND p.disabled_at IS NULL AND k.expires_at > $2"""


class TicketBearer(NamedTuple):
    user_id: UserId
    name: str
    role: str
    tenant_id: TenantId
    session_id: SessionId
    """The id of the session, or of the access token, that fetched the ticket."""
    scopes: str | None
    """The access token's, as a JSON array; None for a session."""


def bearer(digest: bytes, now: int) -> Query[TicketBearer]:
    """The user to whom a live ticket was given."""
    sql = """/* any tenant: found by its secret */ SELECT p.id AS user_id, p.name, p.role, p.tenant_id, k.session_id, t.scopes
    FROM tickets k JOIN persons p ON p.id = k.person_id LEFT JOIN tokens t ON t.id = k.session_id
    WHERE k.hash = $1 AND k.kind = 'live' AND k.expires_at > $2"""
    return Query(sql, (digest, now), TicketBearer)


def _role(role: str) -> Role:
    return Role(role)


def role_behind(session_id: SessionId, now: int) -> Query[Role]:
    """The role of the user of a session or access token that is still valid. The server noted `session_id` when the socket opened."""
    return Query(f"/* any tenant: an id we noted ourselves */ {_ROLE} LIMIT 1", (session_id, now), _role)


def token_id(digest: bytes) -> Query[SessionId]:
    """The id of the access token, which stands in for that of a session."""
    return Query("/* any tenant: found by its secret */ SELECT id FROM tokens WHERE hash = $1", (digest,), SessionId)
