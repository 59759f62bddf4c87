"""Tickets, and the session or access token behind them."""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.query import Query
from handfast.kernel.ids import SessionId, TenantId, UserId

TOGETHER = 64
"""Sessions and access tokens that one statement asks for: a fixed number, so that it is prepared once."""


_DECIDES = "u.role, t.settings, CASE WHEN f.account_id IS NULL THEN 0 ELSE 1 END AS has_second_factor"
_FACTORS = "LEFT JOIN second_factors f ON f.account_id = u.account_id"


def _bearers(ids: str, now: str) -> str:
    return f"""/* any tenant: ids we noted ourselves */
    SELECT s.id AS session_id, {_DECIDES} FROM sessions s JOIN users u ON u.id = s.user_id JOIN tenants t ON t.id = s.tenant_id {_FACTORS}
    WHERE s.id IN ({ids}) AND s.session_version = u.session_version AND u.disabled_at IS NULL AND t.suspended_at IS NULL
        AND s.expires_at > {now} AND s.last_seen_at + s.idle_limit > {now}
    UNION ALL SELECT k.id AS session_id, {_DECIDES}
    FROM access_tokens k JOIN users u ON u.id = k.user_id JOIN tenants t ON t.id = k.tenant_id {_FACTORS}
    WHERE k.id IN ({ids}) AND k.access_token_version = u.access_token_version AND u.disabled_at IS NULL AND t.suspended_at IS NULL
        AND k.expires_at > {now}"""


_ONE = f"/* any tenant: an id we noted ourselves */ SELECT * FROM ({_bearers('$1', '$2')}) bearer LIMIT 1"
_ROLES = _bearers(", ".join(f"${n}" for n in range(2, TOGETHER + 2)), "$1")


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
    sql = """/* any tenant: found by its secret */ SELECT u.id AS user_id, u.name, u.role, u.tenant_id, k.session_id, t.scopes
    FROM one_time_tokens k JOIN users u ON u.id = k.user_id LEFT JOIN access_tokens t ON t.id = k.session_id
    WHERE k.hash = $1 AND k.kind = 'live' AND k.expires_at > $2"""
    return Query(sql, (digest, now), TicketBearer)


class SessionRole(NamedTuple):
    """What decides whether the user of a valid session or access token may listen."""

    session_id: SessionId
    role: str
    settings: str
    """The tenant's."""
    has_second_factor: int


def role_behind(session_id: SessionId, now: int) -> Query[SessionRole]:
    """The user of a session or access token that is still valid. The server noted `session_id` when the socket opened."""
    return Query(_ONE, (session_id, now), SessionRole)


def roles_behind(session_ids: Sequence[SessionId | None], now: int) -> Query[SessionRole]:
    """As `role_behind`, for those of 1 to `TOGETHER` sessions and access tokens that are still valid."""
    return Query(_ROLES, (now, *session_ids, *[session_ids[-1]] * (TOGETHER - len(session_ids))), SessionRole)


def token_id(digest: bytes) -> Query[SessionId]:
    """The id of the access token, which stands in for that of a session."""
    return Query("/* any tenant: found by its secret */ SELECT id FROM access_tokens WHERE hash = $1", (digest,), SessionId)
