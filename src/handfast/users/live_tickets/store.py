"""Tickets, and the session or token behind them."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from handfast.db.query import Query
from handfast.kernel.ids import SessionId, TenantId

TOGETHER = 64
"""Sessions and tokens that one statement asks for: a fixed number, so that it is prepared once."""


_DECIDES = "u.role, t.settings, CASE WHEN f.account_id IS NULL THEN 0 ELSE 1 END AS has_second_factor, NULL AS scopes"
_FACTORS = "LEFT JOIN second_factors f ON f.account_id = u.account_id"


def _bearers(ids: str, now: str) -> str:
    return f"""/* any tenant: ids we noted ourselves */
    SELECT s.id AS session_id, {_DECIDES}
    FROM sessions s JOIN users u ON u.id = s.user_id JOIN tenants t ON t.id = s.tenant_id {_FACTORS}
    WHERE s.id IN ({ids}) AND s.session_version = u.session_version AND u.disabled_at IS NULL AND t.suspended_at IS NULL
        AND s.expires_at > {now} AND s.last_seen_at + s.idle_limit > {now}
    UNION ALL SELECT k.id AS session_id, {_DECIDES}
    FROM access_tokens k JOIN users u ON u.id = k.user_id JOIN tenants t ON t.id = k.tenant_id {_FACTORS}
    WHERE k.id IN ({ids}) AND k.access_token_version = u.access_token_version AND u.disabled_at IS NULL AND t.suspended_at IS NULL
        AND k.expires_at > {now}
    UNION ALL SELECT k.id AS session_id, NULL AS role, t.settings, 1 AS has_second_factor, a.scopes FROM service_tokens k
        JOIN service_accounts a ON a.id = k.service_account_id JOIN tenants t ON t.id = a.tenant_id
    WHERE k.id IN ({ids}) AND a.revoked_at IS NULL AND t.suspended_at IS NULL AND a.expires_at > {now}"""


_BEHIND = f"""/* any tenant: an id we noted ourselves */ SELECT session_id, role, settings, has_second_factor, scopes
FROM ({_bearers("$1", "$2")}) bearer LIMIT 1"""
_ALL_BEHIND = _bearers(", ".join(f"${n}" for n in range(2, TOGETHER + 2)), "$1")


class TicketBearer(NamedTuple):
    kind: Literal["person", "service"]
    id: str
    """Of the user, or of the service account."""
    name: str
    role: str | None
    """None for a service account."""
    tenant_id: TenantId
    session_id: SessionId
    """The id of the session, or of the token, that fetched the ticket."""
    scopes: str | None
    """The token's, as a JSON array; None for a session."""


def bearer(digest: bytes, now: int) -> Query[TicketBearer]:
    """Who was given a live ticket: a user, or a service account."""
    of = "FROM one_time_tokens k"
    live = "k.hash = $1 AND k.kind = 'live' AND k.expires_at > $2"
    sql = f"""/* any tenant: found by its secret */ SELECT 'person' AS kind, u.id, u.name, u.role, u.tenant_id, k.session_id, t.scopes
    {of} JOIN users u ON u.id = k.user_id LEFT JOIN access_tokens t ON t.id = k.session_id WHERE {live}
    UNION ALL SELECT 'service' AS kind, a.id, a.name, NULL AS role, a.tenant_id, k.session_id, a.scopes
    {of} JOIN service_tokens t ON t.id = k.session_id JOIN service_accounts a ON a.id = t.service_account_id
    WHERE k.user_id IS NULL AND {live}"""
    return Query(sql, (digest, now), TicketBearer)


class Behind(NamedTuple):
    """What is behind a socket and still valid: a session or access token, by the role of its user, or a service account by its scopes."""

    session_id: SessionId
    role: str | None
    settings: str
    """The tenant's."""
    has_second_factor: int
    scopes: str | None


def behind(session_id: SessionId, now: int) -> Query[Behind]:
    """None if it is no longer valid. The server noted `session_id` when the socket opened."""
    return Query(_BEHIND, (session_id, now), Behind)


def behind_all(session_ids: Sequence[SessionId | None], now: int) -> Query[Behind]:
    """As `behind`, for those of 1 to `TOGETHER` sessions and tokens that are still valid."""
    return Query(_ALL_BEHIND, (now, *session_ids, *[session_ids[-1]] * (TOGETHER - len(session_ids))), Behind)


def token_id(digest: bytes) -> Query[SessionId]:
    """The id of the access token, which stands in for that of a session."""
    return Query("/* any tenant: found by its secret */ SELECT id FROM access_tokens WHERE hash = $1", (digest,), SessionId)
