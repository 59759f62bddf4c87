"""The tables `oauth_grants` and `revoked_tokens`.

A row of `revoked_tokens` ends every token that has its id as `jti` or as `sub`, and was issued until then.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.devices.lifecycle import HAS_ENDED, DeviceStatus, Presence
from handfast.kernel.ids import ClientId, DeviceId, TenantId
from handfast.oauth.tokens.rules import LISTED

# --- grants ---

_GRANT = """INSERT INTO oauth_grants (device_id, tenant_id, client_id, scopes, audiences, granted_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (device_id) DO UPDATE SET client_id = excluded.client_id, scopes = excluded.scopes, audiences = excluded.audiences,
    granted_at = excluded.granted_at WHERE oauth_grants.tenant_id = excluded.tenant_id"""


def grant(
    device_id: DeviceId, client_id: ClientId, scopes: Sequence[str], audiences: Sequence[str], now: int, *, tenant_id: TenantId
) -> Statement:
    """What the device was granted last; earlier grants end with its earlier credential."""
    return Statement(_GRANT, (device_id, tenant_id, client_id, json.dumps([*scopes]), json.dumps([*audiences]), now), guard=True)


# --- tokens ---


class OfRefreshToken(NamedTuple):
    """The credential that was shown, its device, what that was granted, and its newest credential; None where its family has ended."""

    shown_generation: int
    issued_at: int
    expires_at: int
    used_at: int | None
    id: DeviceId
    tenant_id: TenantId
    name: str
    status: DeviceStatus
    generation: int
    key_thumbprint: str | None
    suspended_at: int | None
    settings: str
    client_id: ClientId
    scopes: str
    audiences: str
    newest_hash: bytes | None
    newest_expires_at: int | None
    newest_used_at: int | None
    renewals: int


_OF_REFRESH_TOKEN = """SELECT c.generation AS shown_generation, c.issued_at, c.expires_at, c.used_at,
    d.id, d.tenant_id, d.name, d.status, d.generation, d.key_thumbprint, t.suspended_at, t.settings, g.client_id, g.scopes, g.audiences,
    n.hash AS newest_hash, n.expires_at AS newest_expires_at, n.used_at AS newest_used_at,
    (SELECT COUNT(*) FROM credentials f WHERE f.device_id = d.id AND f.generation > c.generation AND f.cause = 'refresh') AS renewals
FROM credentials c JOIN devices d ON d.id = c.device_id JOIN tenants t ON t.id = d.tenant_id
JOIN oauth_grants g ON g.device_id = d.id LEFT JOIN credentials n ON n.device_id = d.id AND n.generation = d.generation
WHERE c.hash = $1"""


def of_refresh_token(token_hash: bytes) -> Query[OfRefreshToken]:
    return Query(f"/* any tenant: the token is the secret */ {_OF_REFRESH_TOKEN}", (token_hash,), OfRefreshToken)


class OfAccessToken(NamedTuple):
    """The device of an access token, and what the token depends on (`rules.Standing`)."""

    id: DeviceId
    tenant_id: TenantId
    name: str
    status: DeviceStatus
    presence: Presence
    generation: int
    version: int
    key_thumbprint: str | None
    paired_at: int
    last_seen_at: int | None
    tenant_name: str
    suspended_at: int | None
    settings: str
    user_name: str | None
    disabled_at: int | None
    newest_generation: int | None
    revoked_at: int | None


_OF_ACCESS_TOKEN = """SELECT d.id, d.tenant_id, d.name, d.status, d.presence, d.generation, d.version, d.key_thumbprint, d.paired_at,
    d.last_seen_at, t.name AS tenant_name, t.suspended_at, t.settings, u.name AS user_name, o.disabled_at,
    c.generation AS newest_generation, (SELECT MAX(r.revoked_at) FROM revoked_tokens r WHERE r.id IN ($1, $4)) AS revoked_at
FROM devices d JOIN tenants t ON t.id = d.tenant_id JOIN oauth_clients o ON o.id = $3
LEFT JOIN users u ON u.id = d.user_id LEFT JOIN credentials c ON c.device_id = d.id AND c.generation = d.generation
WHERE d.id = $1 AND d.tenant_id = $2"""


def of_access_token(device_id: DeviceId, client_id: ClientId, token_id: str, *, tenant_id: TenantId) -> Query[OfAccessToken]:
    return Query(_OF_ACCESS_TOKEN, (device_id, tenant_id, client_id, token_id), OfAccessToken)


# --- revocations ---

_REVOKE = """INSERT INTO revoked_tokens (id, revoked_at, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE SET revoked_at = excluded.revoked_at, expires_at = excluded.expires_at"""


def revoke(id: str, now: int) -> Statement:
    """`id`: of a token, or of a device whose tokens all end. It is listed as long as one of them could be unexpired."""
    return Statement(_REVOKE, (id, now, now + LISTED))


class Revoked(NamedTuple):
    id: str
    at: int


_REVOKED = f"""/* any tenant: verifiers ask for all */ SELECT id, revoked_at AS at FROM revoked_tokens WHERE expires_at > $1
UNION ALL SELECT id, updated_at AS at FROM devices WHERE {HAS_ENDED} AND updated_at > $2
    AND EXISTS (SELECT 1 FROM credentials c WHERE c.device_id = devices.id)
UNION ALL SELECT id, disabled_at AS at FROM oauth_clients WHERE disabled_at > $2
UNION ALL SELECT id, suspended_at AS at FROM tenants WHERE suspended_at > $2"""


def revoked(now: int) -> Query[Revoked]:
    """What was revoked lately, and the devices, clients and companies that were shut out. An id may be there twice."""
    return Query(_REVOKED, (now, now - LISTED), Revoked, bulk=True)


PURGED_TOGETHER = 1_000


def purge(now: int) -> Statement:
    """PURGED_TOGETHER at a time."""
    sql = f"""DELETE FROM revoked_tokens WHERE id IN (
        SELECT id FROM revoked_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT {PURGED_TOGETHER})"""
    return Statement(sql, (now,))
