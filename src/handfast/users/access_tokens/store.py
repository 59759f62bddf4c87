"""The table `access_tokens`: users' access tokens."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query, joined
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.users.access_tokens.rules import TokenLine


class TokenBearer(NamedTuple):
    """The user whose access token was sent, and what decides whether the token is still valid."""

    user_id: UserId
    account_id: AccountId
    name: str
    role: str
    tenant_id: TenantId
    disabled_at: int | None
    suspended_at: int | None
    """When the tenant was suspended."""
    settings: str
    """The tenant's."""
    has_second_factor: int
    scopes: str
    """A JSON array."""
    last_used_at: int | None
    expires_at: int
    is_current: int


def _line(id: str, name: str, scopes: str, created_at: int, expires_at: int, last_used_at: int | None) -> TokenLine:
    return TokenLine(id, name, json.loads(scopes), created_at, expires_at, last_used_at)


def of_user(user_id: UserId, now: int, *, tenant_id: TenantId) -> Query[TokenLine]:
    sql = """SELECT k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at
    FROM access_tokens k JOIN users u ON u.id = k.user_id
    WHERE k.tenant_id = $1 AND k.user_id = $2 AND k.access_token_version = u.access_token_version AND k.expires_at > $3
    ORDER BY k.created_at DESC, k.id"""
    return Query(sql, (tenant_id, user_id, now), _line)


class OwnedToken(NamedTuple):
    line: TokenLine
    email: str
    """Of its user."""


_owned = joined(_line, OwnedToken)


def of_tenant(now: int, *, tenant_id: TenantId) -> Query[OwnedToken]:
    """The newest 1,000 that still work, unless their user is disabled."""
    sql = """SELECT k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at, u.email
    FROM access_tokens k JOIN users u ON u.id = k.user_id
    WHERE k.tenant_id = $1 AND k.access_token_version = u.access_token_version AND u.disabled_at IS NULL AND k.expires_at > $2
    ORDER BY k.created_at DESC, k.id LIMIT 1000"""
    return Query(sql, (tenant_id, now), _owned, bulk=True)


def owner_of(token_id: str, *, tenant_id: TenantId) -> Query[UserId]:
    return Query("SELECT user_id FROM access_tokens WHERE tenant_id = $1 AND id = $2", (tenant_id, token_id), UserId)


def own_name(token_id: str, user_id: UserId, *, tenant_id: TenantId) -> Query[str]:
    """The name of this user's access token."""
    return Query("SELECT name FROM access_tokens WHERE tenant_id = $1 AND user_id = $2 AND id = $3", (tenant_id, user_id, token_id), str)


def insert(digest: bytes, token: TokenLine, user_id: UserId, access_token_version: int, *, tenant_id: TenantId) -> Statement:
    times = (token.created_at, token.expires_at)
    return Statement(
        """INSERT INTO access_tokens (hash, id, tenant_id, user_id, access_token_version, name, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        (digest, token.id, tenant_id, user_id, access_token_version, token.name, json.dumps(token.scopes), *times),
    )


def revoke(token_id: str, user_id: UserId, *, tenant_id: TenantId) -> Statement:
    return Statement(
        "DELETE FROM access_tokens WHERE tenant_id = $1 AND user_id = $2 AND id = $3", (tenant_id, user_id, token_id), guard=True
    )


def by_secret(digest: bytes) -> Query[TokenBearer]:
    sql = """/* any tenant: found by its secret */ SELECT u.id AS user_id, u.account_id, u.name, u.role, u.tenant_id, u.disabled_at,
    t.suspended_at, t.settings, CASE WHEN f.account_id IS NULL THEN 0 ELSE 1 END AS has_second_factor, k.scopes, k.last_used_at,
    k.expires_at, k.access_token_version = u.access_token_version AS is_current
    FROM access_tokens k JOIN users u ON u.id = k.user_id JOIN tenants t ON t.id = k.tenant_id
    LEFT JOIN second_factors f ON f.account_id = u.account_id WHERE k.hash = $1"""
    return Query(sql, (digest,), TokenBearer)


def used(digest: bytes, now: int, *, tenant_id: TenantId) -> Statement:
    return Statement("UPDATE access_tokens SET last_used_at = $3 WHERE tenant_id = $1 AND hash = $2", (tenant_id, digest, now))


def end_all_of(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    """Deletes the access tokens of a user whose version is raised in the same batch.

    The version ends them, not the deletion: a token made at the same moment carries the old version and does not work either.
    """
    return Statement("DELETE FROM access_tokens WHERE tenant_id = $1 AND user_id = $2", (tenant_id, user_id))


_OF_ACCOUNT = "user_id IN (SELECT u.id FROM users u WHERE u.account_id = $1)"


def end_all_of_account(account_id: AccountId, but: Sequence[str] = ()) -> list[Statement]:
    """As `end_all_of`, in every tenant; the version of those in `but` is raised too, so that they stay."""
    if not but:
        return [Statement(f"/* any tenant: those of one account */ DELETE FROM access_tokens WHERE {_OF_ACCOUNT}", (account_id,))]
    kept = ", ".join(f"${number}" for number in range(2, len(but) + 2))
    ended = f"/* any tenant: those of one account */ DELETE FROM access_tokens WHERE {_OF_ACCOUNT} AND id NOT IN ({kept})"
    raised = f"""/* any tenant: those of one account */ UPDATE access_tokens SET access_token_version = access_token_version + 1
    WHERE {_OF_ACCOUNT} AND id IN ({kept})"""
    return [Statement(sql, (account_id, *but)) for sql in (ended, raised)]


def purge(now: int) -> Statement:
    """1,000 at a time."""
    sql = """/* any tenant: housekeeping */ DELETE FROM access_tokens
    WHERE hash IN (SELECT hash FROM access_tokens WHERE expires_at <= $1 LIMIT 1000)"""
    return Statement(sql, (now,))


# --- all of a tenant ---

_EXPORTED = ("id", "user_id", "name", "scopes", "created_at", "expires_at", "last_used_at")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Not the tokens themselves."""
    return export_rows("access_tokens", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def delete_of(users: Sequence[UserId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("access_tokens", "user_id", users, tenant_id=tenant_id)
