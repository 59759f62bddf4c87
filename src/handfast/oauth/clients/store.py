"""The table `oauth_clients`."""

import json

from handfast.db.query import Query
from handfast.kernel.ids import ClientId, TenantId
from handfast.oauth.clients.rules import Client, parse_settings

COLUMNS = "o.id, o.tenant_id, o.name, o.secret_hash, o.scopes, o.audiences, o.settings, o.disabled_at, o.version"


def client_row(
    id: ClientId,
    tenant_id: TenantId | None,
    name: str,
    secret_hash: bytes | None,
    scopes: str,
    audiences: str,
    settings: str,
    disabled_at: int | None,
    version: int,
) -> Client:
    allowed = (tuple(json.loads(scopes)), tuple(json.loads(audiences)))
    return Client(id, tenant_id, name, secret_hash, *allowed, parse_settings(settings), disabled_at, version)


def by_id(client_id: ClientId) -> Query[Client]:
    """A disabled one too."""
    return Query(f"/* any tenant: its id names it */ SELECT {COLUMNS} FROM oauth_clients o WHERE o.id = $1", (client_id,), client_row)
