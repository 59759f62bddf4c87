"""The tables `service_accounts` and `service_tokens`.

Until it is revoked, an account holds a slot of its tenant, and a token one of its account.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query
from handfast.kernel.ids import ServiceId, SessionId, TenantId, UserId
from handfast.users.service_accounts.rules import WARNED_BEFORE, ServiceAccount, ServiceToken

# Numbers are compared, since SQLite does not use the index of slots for IS NOT NULL.
_HAS_SLOT = "a.slot >= 0"
_ACCOUNT = f"""SELECT a.id, a.name, a.scopes, a.contact_id, u.name AS contact_name,
CASE WHEN u.joined_at IS NOT NULL AND u.disabled_at IS NULL THEN 1 ELSE 0 END AS contact_is_active, a.made_by, a.created_at, a.expires_at,
a.version FROM service_accounts a JOIN users u ON u.id = a.contact_id WHERE a.tenant_id = $1 AND {_HAS_SLOT}"""
_TOKEN = (
    "SELECT id, service_account_id, slot, made_by, created_at, last_used_at, last_used_address FROM service_tokens WHERE tenant_id = $1"
)


def _account(
    id: ServiceId,
    name: str,
    scopes: str,
    contact_id: UserId,
    contact_name: str,
    contact_is_active: int,
    made_by: str,
    created_at: int,
    expires_at: int,
    version: int,
) -> ServiceAccount:
    contact = (contact_id, contact_name, bool(contact_is_active))
    return ServiceAccount(id, name, json.loads(scopes), *contact, made_by, created_at, expires_at, version)


def _token(
    id: str,
    service_account_id: ServiceId,
    slot: int,
    made_by: str,
    created_at: int,
    last_used_at: int | None,
    last_used_address: str | None,
) -> ServiceToken:
    return ServiceToken(id, service_account_id, slot, made_by, created_at, last_used_at, last_used_address)


def accounts(*, tenant_id: TenantId) -> Query[ServiceAccount]:
    """Without their tokens; the newest first."""
    return Query(f"{_ACCOUNT} ORDER BY a.created_at DESC, a.id", (tenant_id,), _account, bulk=True)


def account(account_id: ServiceId, *, tenant_id: TenantId) -> Query[ServiceAccount]:
    """Without its tokens. None for one that was revoked."""
    return Query(f"{_ACCOUNT} AND a.id = $2", (tenant_id, account_id), _account)


def of_contact(user_id: UserId, *, tenant_id: TenantId) -> Query[ServiceAccount]:
    return Query(f"{_ACCOUNT} AND a.contact_id = $2 ORDER BY a.created_at DESC, a.id", (tenant_id, user_id), _account)


def slots(*, tenant_id: TenantId) -> Query[int]:
    return Query(f"SELECT a.slot FROM service_accounts a WHERE a.tenant_id = $1 AND {_HAS_SLOT}", (tenant_id,), int, bulk=True)


def tokens(*, tenant_id: TenantId) -> Query[ServiceToken]:
    """Those of every account, the newest first."""
    return Query(f"{_TOKEN} ORDER BY created_at DESC, id", (tenant_id,), _token, bulk=True)


def tokens_of(account_id: ServiceId, *, tenant_id: TenantId) -> Query[ServiceToken]:
    return Query(f"{_TOKEN} AND service_account_id = $2 ORDER BY created_at DESC, id", (tenant_id, account_id), _token)


def token(token_id: str, *, tenant_id: TenantId) -> Query[ServiceToken]:
    return Query(f"{_TOKEN} AND id = $2", (tenant_id, token_id), _token)


def insert(account: ServiceAccount, slot: int, warnings: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if another account took the slot."""
    chosen = (account.contact_id, account.name, json.dumps(list(account.scopes)))
    return Statement(
        """INSERT INTO service_accounts (id, tenant_id, contact_id, name, scopes, made_by, created_at, expires_at, warnings, slot)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        (account.id, tenant_id, *chosen, account.made_by, account.created_at, account.expires_at, warnings, slot),
    )


def insert_token(digest: bytes, token: ServiceToken, *, tenant_id: TenantId) -> Statement:
    """Conflict if another token of the account took the slot."""
    return Statement(
        """INSERT INTO service_tokens (hash, id, tenant_id, service_account_id, slot, made_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        (digest, token.id, tenant_id, token.account_id, token.slot, token.made_by, token.created_at),
    )


def change(before: ServiceAccount, after: ServiceAccount, warnings: int | None, *, tenant_id: TenantId) -> Statement:
    """Conflict if somebody changed or revoked it in the meantime. `warnings` are those that have had their time; None leaves them."""
    chosen = (after.name, json.dumps(list(after.scopes)), after.contact_id, after.expires_at)
    return Statement(
        """UPDATE service_accounts SET name = $4, scopes = $5, contact_id = $6, expires_at = $7,
        warnings = COALESCE(CAST($8 AS INTEGER), warnings), expiry_noted_at = CASE WHEN expires_at < $7 THEN NULL ELSE expiry_noted_at END,
        version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3 AND revoked_at IS NULL""",
        (tenant_id, before.id, before.version, *chosen, warnings),
        guard=True,
    )


def keep(account: ServiceAccount, *, tenant_id: TenantId) -> Statement:
    """Changes nothing. Conflict if the account was changed, renewed or revoked since it was read: a token made then would outlast that."""
    return Statement(
        "UPDATE service_accounts SET version = version WHERE tenant_id = $1 AND id = $2 AND version = $3 AND revoked_at IS NULL",
        (tenant_id, account.id, account.version),
        guard=True,
    )


def revoke(account: ServiceAccount, now: int, *, tenant_id: TenantId) -> Statement:
    """The row stays, since codes that it made name it. Conflict if it was changed or revoked in the meantime."""
    return Statement(
        """UPDATE service_accounts SET revoked_at = $4, slot = NULL, version = version + 1
        WHERE tenant_id = $1 AND id = $2 AND version = $3 AND revoked_at IS NULL""",
        (tenant_id, account.id, account.version, now),
        guard=True,
    )


def drop_tokens(account_id: ServiceId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM service_tokens WHERE tenant_id = $1 AND service_account_id = $2", (tenant_id, account_id))


def revoke_token(token_id: str, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM service_tokens WHERE tenant_id = $1 AND id = $2", (tenant_id, token_id), guard=True)


# --- who calls ---


class ServiceBearer(NamedTuple):
    """The account whose token was sent, and what decides whether it may act."""

    id: ServiceId
    name: str
    tenant_id: TenantId
    contact_id: UserId
    scopes: str
    """A JSON array."""
    expires_at: int
    suspended_at: int | None
    """When the tenant was suspended."""
    last_used_at: int | None


def by_secret(digest: bytes) -> Query[ServiceBearer]:
    """None for one that was revoked."""
    sql = """/* any tenant: found by its secret */ SELECT a.id, a.name, a.tenant_id, a.contact_id, a.scopes, a.expires_at, t.suspended_at,
    k.last_used_at FROM service_tokens k JOIN service_accounts a ON a.id = k.service_account_id JOIN tenants t ON t.id = a.tenant_id
    WHERE k.hash = $1 AND a.revoked_at IS NULL"""
    return Query(sql, (digest,), ServiceBearer)


def used(digest: bytes, address: str, now: int, *, tenant_id: TenantId) -> Statement:
    sql = "UPDATE service_tokens SET last_used_at = $3, last_used_address = $4 WHERE tenant_id = $1 AND hash = $2"
    return Statement(sql, (tenant_id, digest, now, address))


def token_id(digest: bytes) -> Query[SessionId]:
    """The id of the token, which stands in for that of a session."""
    return Query("/* any tenant: found by its secret */ SELECT id FROM service_tokens WHERE hash = $1", (digest,), SessionId)


# --- scheduler ---


class Expiring(NamedTuple):
    id: ServiceId
    tenant_id: TenantId
    tenant_name: str
    name: str
    expires_at: int
    warnings: int
    contact_email: str | None
    """None if the contact can no longer sign in."""


_WAITS = "a.expiry_noted_at IS NULL AND a.revoked_at IS NULL"
_EXPIRING = f"""/* any tenant: scheduler */ SELECT a.id, a.tenant_id, t.name AS tenant_name, a.name, a.expires_at, a.warnings,
CASE WHEN u.joined_at IS NOT NULL AND u.disabled_at IS NULL THEN u.email END AS contact_email
FROM service_accounts a JOIN tenants t ON t.id = a.tenant_id JOIN users u ON u.id = a.contact_id WHERE {_WAITS}"""
_FIRST, _LAST = WARNED_BEFORE


def to_warn_of(now: int) -> Query[Expiring]:
    """Up to 20 whose contact has a warning to come. That of a tenant that is suspended waits until it is resumed."""
    sql = f"""{_EXPIRING} AND a.expires_at > $1 AND a.expires_at <= $2 AND t.suspended_at IS NULL
    AND (a.warnings < 1 OR (a.warnings < 2 AND a.expires_at <= $3)) ORDER BY a.expires_at LIMIT 20"""
    return Query(sql, (now, now + _FIRST, now + _LAST), Expiring, bulk=True)


def mark_warned(warned: Expiring, warnings: int) -> Statement:
    """Conflict if another node sends the warning, or the account was renewed or revoked."""
    sql = """UPDATE service_accounts SET warnings = $5
    WHERE tenant_id = $1 AND id = $2 AND warnings = $3 AND expires_at = $4 AND revoked_at IS NULL"""
    return Statement(sql, (warned.tenant_id, warned.id, warned.warnings, warned.expires_at, warnings), guard=True)


def expired(now: int) -> Query[Expiring]:
    """Up to 20 that have expired without a row in the trail."""
    return Query(f"{_EXPIRING} AND a.expires_at <= $1 ORDER BY a.expires_at LIMIT 20", (now,), Expiring, bulk=True)


def note_expiry(expired: Expiring, now: int) -> Statement:
    """Conflict if another node notes it, or the account was renewed or revoked."""
    sql = """UPDATE service_accounts SET expiry_noted_at = $4
    WHERE tenant_id = $1 AND id = $2 AND expires_at = $3 AND expiry_noted_at IS NULL AND revoked_at IS NULL"""
    return Statement(sql, (expired.tenant_id, expired.id, expired.expires_at, now), guard=True)


# --- the whole tenant ---

_EXPORTED = ("id", "name", "scopes", "contact_id", "made_by", "created_at", "expires_at", "revoked_at")
_EXPORTED_TOKEN = ("id", "service_account_id", "made_by", "created_at", "last_used_at", "last_used_address")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("service_accounts", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def exported_tokens(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Not the tokens themselves."""
    return export_rows("service_tokens", "id", _EXPORTED_TOKEN, after, most, tenant_id=tenant_id)


def delete_all(ids: Sequence[ServiceId], *, tenant_id: TenantId) -> Statement:
    """Their tokens go with them."""
    return delete_rows("service_accounts", "id", ids, tenant_id=tenant_id)
