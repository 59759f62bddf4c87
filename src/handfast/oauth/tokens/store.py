"""The tables `oauth_grants` and `revoked_tokens`."""

import json
from collections.abc import Sequence

from handfast.db.database import Statement
from handfast.kernel.ids import ClientId, DeviceId, TenantId

_GRANT = """INSERT INTO oauth_grants (device_id, tenant_id, client_id, scopes, audiences, granted_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (device_id) DO UPDATE SET client_id = excluded.client_id, scopes = excluded.scopes, audiences = excluded.audiences,
    granted_at = excluded.granted_at WHERE oauth_grants.tenant_id = excluded.tenant_id"""


def grant(
    device_id: DeviceId, client_id: ClientId, scopes: Sequence[str], audiences: Sequence[str], now: int, *, tenant_id: TenantId
) -> Statement:
    """What the device was granted last; earlier grants end with its earlier credential."""
    return Statement(_GRANT, (device_id, tenant_id, client_id, json.dumps([*scopes]), json.dumps([*audiences]), now), guard=True)
