"""The table `oauth_clients`. A client of a company holds one of its slots until it is deleted."""

import json
from collections.abc import Sequence

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query, joined
from handfast.devices.lifecycle import EXISTS
from handfast.kernel.ids import ClientId, TenantId
from handfast.oauth.clients.rules import Client, ListedClient, parse_settings, settings_text

COLUMNS = "o.id, o.tenant_id, o.name, o.secret_hash, o.scopes, o.audiences, o.settings, o.disabled_at, o.version"
_ITS_OWN = "WHERE id = $1 AND version = $2 AND COALESCE(tenant_id, '') = $3 AND deleted_at IS NULL"
_IS_THERE = "o.deleted_at IS NULL"
_NAMED = "/* any tenant: named by its id, version and owner, which may be the server */"


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


_listed_row = joined(client_row, ListedClient)


def by_id(client_id: ClientId) -> Query[Client]:
    """A disabled one too, and for a while a deleted one, which is disabled."""
    return Query(f"/* any tenant: its id names it */ SELECT {COLUMNS} FROM oauth_clients o WHERE o.id = $1", (client_id,), client_row)


# --- what a company sees, and the server ---


def listed(*, tenant_id: TenantId) -> Query[ListedClient]:
    """The company's own and those of the server."""
    sql = f"{_listed(' AND g.tenant_id = $1')} WHERE (o.tenant_id = $1 OR o.tenant_id IS NULL) AND {_IS_THERE}"
    return Query(sql, (tenant_id,), _listed_row, bulk=True)


def listed_of_server() -> Query[ListedClient]:
    sql = f"/* any tenant: the server's own */ {_listed()} WHERE o.tenant_id IS NULL AND {_IS_THERE}"
    return Query(sql, (), _listed_row, bulk=True)


def one(client_id: ClientId, *, tenant_id: TenantId) -> Query[ListedClient]:
    """The company's own, or one of the server."""
    sql = f"{_listed(' AND g.tenant_id = $1')} WHERE o.id = $2 AND (o.tenant_id = $1 OR o.tenant_id IS NULL) AND {_IS_THERE}"
    return Query(sql, (tenant_id, client_id), _listed_row)


def one_of_server(client_id: ClientId) -> Query[ListedClient]:
    sql = f"/* any tenant: the server's own */ {_listed()} WHERE o.id = $1 AND o.tenant_id IS NULL AND {_IS_THERE}"
    return Query(sql, (client_id,), _listed_row)


def _listed(whose_devices: str = "") -> str:
    return f"""SELECT {COLUMNS}, o.created_at, o.created_by, o.secret_changed_at, (SELECT count(*) FROM oauth_grants g
    JOIN devices d ON d.tenant_id = g.tenant_id AND d.id = g.device_id
    WHERE g.client_id = o.id{whose_devices} AND d.{EXISTS}) AS devices FROM oauth_clients o"""


def slots(*, tenant_id: TenantId) -> Query[int]:
    """Those that are held, in the order of the index; numbers are compared, since SQLite does not use it for IS NOT NULL."""
    return Query("SELECT o.slot FROM oauth_clients o WHERE o.tenant_id = $1 AND o.slot >= 0", (tenant_id,), int, bulk=True)


def count_of_server() -> Query[int]:
    sql = f"/* any tenant: the server's own */ SELECT count(*) FROM oauth_clients o WHERE o.tenant_id IS NULL AND {_IS_THERE}"
    return Query(sql, (), int)


# --- writes ---


def insert(client: Client, slot: int | None, created_by: str, now: int) -> Statement:
    """Conflict if another client took the id or the slot. One of the server has no slot."""
    allowed = (json.dumps(client.scopes), json.dumps(client.audiences), settings_text(client.settings))
    secret = (client.secret_hash, None if client.secret_hash is None else now)
    return Statement(
        """INSERT INTO oauth_clients (id, tenant_id, name, secret_hash, secret_changed_at, scopes, audiences, settings, created_at,
        created_by, slot) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        (client.id, client.tenant_id, client.name, *secret, *allowed, now, created_by, slot),
    )


def change(before: Client, after: Client) -> Statement:
    """Conflict if somebody changed or deleted it in the meantime."""
    allowed = (json.dumps(after.scopes), json.dumps(after.audiences), settings_text(after.settings))
    sql = f"""{_NAMED} UPDATE oauth_clients SET name = $4, scopes = $5, audiences = $6, settings = $7, disabled_at = $8,
    version = version + 1 {_ITS_OWN}"""
    return Statement(sql, (*_key(before), after.name, *allowed, after.disabled_at), guard=True)


def set_secret(client: Client, secret_hash: bytes, now: int) -> Statement:
    """Conflict if somebody changed or deleted it in the meantime, or it is public."""
    sql = f"""{_NAMED} UPDATE oauth_clients SET secret_hash = $4, secret_changed_at = $5, version = version + 1
    {_ITS_OWN} AND secret_hash IS NOT NULL"""
    return Statement(sql, (*_key(client), secret_hash, now), guard=True)


def delete(client: Client, now: int) -> Statement:
    """It is disabled, and found by nobody but the requests that are about it. Conflict if somebody changed it in the meantime."""
    sql = f"""{_NAMED} UPDATE oauth_clients SET deleted_at = $4, disabled_at = COALESCE(disabled_at, $4), slot = NULL, version = version + 1
    {_ITS_OWN}"""
    return Statement(sql, (*_key(client), now), guard=True)


def is_more_to_purge(before: int) -> Query[int]:
    return Query("/* any tenant: scheduler */ SELECT 1 FROM oauth_clients WHERE deleted_at <= $1 LIMIT 1", (before,), int)


def purge(before: int) -> Statement:
    """Ten of those that were deleted before, with what their devices were granted and the requests that wait."""
    sql = """/* any tenant: scheduler */ DELETE FROM oauth_clients WHERE id IN (
        SELECT id FROM oauth_clients WHERE deleted_at <= $1 ORDER BY deleted_at LIMIT 10)"""
    return Statement(sql, (before,))


def _key(client: Client) -> tuple[str, int, str]:
    return (client.id, client.version, client.tenant_id or "")


# --- the whole tenant ---

_EXPORTED = ("id", "name", "scopes", "audiences", "settings", "created_at", "created_by", "disabled_at", "deleted_at")

_EXPORTED_GRANT = ("device_id", "client_id", "scopes", "audiences", "granted_at")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Not the secrets."""
    return export_rows("oauth_clients", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def exported_grants(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """What each device was granted, with which client."""
    return export_rows("oauth_grants", "device_id", _EXPORTED_GRANT, after, most, tenant_id=tenant_id)


def delete_all(ids: Sequence[ClientId], *, tenant_id: TenantId) -> Statement:
    """What hangs on them goes with them."""
    return delete_rows("oauth_clients", "id", ids, tenant_id=tenant_id)
