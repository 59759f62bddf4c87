"""The tables of single sign-on."""

from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, export_rows
from handfast.db.query import Query
from handfast.kernel.ids import AccountId, SessionId, TenantId, UserId

# --- identity_providers ---


class StoredProvider(NamedTuple):
    version: int
    name: str
    issuer: str
    client_id: str
    sealed: bytes
    scopes: str
    role_claim: str
    roles: str
    """JSON: pairs of a value and a role."""
    default_role: str | None
    domains: str
    """JSON."""
    enabled: int


_PROVIDER = "version, name, issuer, client_id, sealed, scopes, role_claim, roles, default_role, domains, enabled"


def provider(*, tenant_id: TenantId) -> Query[StoredProvider]:
    return Query(f"SELECT {_PROVIDER} FROM identity_providers WHERE tenant_id = $1", (tenant_id,), StoredProvider)


def add_provider(new: StoredProvider, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the company has one already."""
    return Statement(
        f"""INSERT INTO identity_providers (tenant_id, changed_at, {_PROVIDER})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""",
        (tenant_id, now, *new),
    )


def change_provider(seen_version: int, new: StoredProvider, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if somebody changed it since `seen_version`."""
    return Statement(
        """UPDATE identity_providers SET version = $4, name = $5, issuer = $6, client_id = $7, sealed = $8, scopes = $9, role_claim = $10,
        roles = $11, default_role = $12, domains = $13, enabled = $14, changed_at = $3 WHERE tenant_id = $1 AND version = $2""",
        (tenant_id, seen_version, now, *new),
        guard=True,
    )


def remove_provider(*, tenant_id: TenantId) -> Statement:
    """Conflict if there is none."""
    return Statement("DELETE FROM identity_providers WHERE tenant_id = $1", (tenant_id,), guard=True)


class SealedSecret(NamedTuple):
    tenant_id: TenantId
    sealed: bytes


def sealed_after(tenant_id: TenantId, most: int) -> Query[SealedSecret]:
    """Those of the companies that follow this id."""
    sql = """/* any tenant: a key of the server is retired */ SELECT tenant_id, sealed FROM identity_providers
    WHERE tenant_id > $1 ORDER BY tenant_id LIMIT $2"""
    return Query(sql, (tenant_id, most), SealedSecret, bulk=True)


def reseal(before: bytes, sealed: bytes, *, tenant_id: TenantId) -> Statement:
    """Without effect on a secret that was replaced in the meantime."""
    return Statement("UPDATE identity_providers SET sealed = $3 WHERE tenant_id = $1 AND sealed = $2", (tenant_id, before, sealed))


_EXPORTED = ("name", "issuer", "client_id", "role_claim", "roles", "default_role", "domains", "enabled", "changed_at")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    """Not the secret of the client."""
    return export_rows("identity_providers", "tenant_id", _EXPORTED, after, most, tenant_id=tenant_id)


class LogoutClient(NamedTuple):
    tenant_id: TenantId


def providers_at(issuer: str, client_id: str) -> Query[LogoutClient]:
    """Companies whose provider this is."""
    sql = """/* any tenant: the client is named by the token */ SELECT tenant_id FROM identity_providers
    WHERE issuer = $1 AND client_id = $2 AND enabled = 1 ORDER BY tenant_id LIMIT 100"""
    return Query(sql, (issuer, client_id), LogoutClient)


# --- company_identities and server_identities ---


def user_of(issuer: str, subject: str, *, tenant_id: TenantId) -> Query[UserId]:
    sql = "SELECT user_id FROM company_identities WHERE tenant_id = $1 AND issuer = $2 AND subject = $3"
    return Query(sql, (tenant_id, issuer, subject), UserId)


def account_of(issuer: str, subject: str) -> Query[AccountId]:
    return Query("SELECT account_id FROM server_identities WHERE issuer = $1 AND subject = $2", (issuer, subject), AccountId)


def add_company_identity(issuer: str, subject: str, user_id: UserId, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the identity is somebody's already, or the user is not of this tenant."""
    return Statement(
        """INSERT INTO company_identities (tenant_id, issuer, subject, user_id, created_at)
        SELECT tenant_id, $2, $3, id, $5 FROM users WHERE tenant_id = $1 AND id = $4""",
        (tenant_id, issuer, subject, user_id, now),
        guard=True,
    )


def add_new_company_identity(issuer: str, subject: str, user_id: UserId, now: int, *, tenant_id: TenantId) -> Statement:
    """For a user who is made in the same batch. Conflict if the identity is somebody's already."""
    return Statement(
        "INSERT INTO company_identities (tenant_id, issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        (tenant_id, issuer, subject, user_id, now),
    )


def add_server_identity(issuer: str, subject: str, account_id: AccountId, now: int) -> Statement:
    """Conflict if the identity is somebody's already."""
    return Statement(
        "INSERT INTO server_identities (issuer, subject, account_id, created_at) VALUES ($1, $2, $3, $4)",
        (issuer, subject, account_id, now),
    )


class ConnectedIdentity(NamedTuple):
    issuer: str
    tenant_id: TenantId | None
    tenant_name: str | None
    """This and the one before are None for the provider of the server."""
    created_at: int


def identities_of(account_id: AccountId) -> Query[ConnectedIdentity]:
    sql = """/* any tenant: those of one account */ SELECT i.issuer, i.tenant_id, t.name AS tenant_name, i.created_at FROM users u
    JOIN company_identities i ON i.user_id = u.id JOIN tenants t ON t.id = i.tenant_id WHERE u.account_id = $1
    UNION ALL SELECT issuer, NULL AS tenant_id, NULL AS tenant_name, created_at FROM server_identities WHERE account_id = $1
    ORDER BY created_at, issuer LIMIT 100"""
    return Query(sql, (account_id,), ConnectedIdentity, bulk=True)


def has_other_way_in(account_id: AccountId, *, tenant_id: TenantId) -> Query[int]:
    """A row if the account opens more than this company: a password, a passkey, the server's provider, or what it is elsewhere."""
    sql = """/* any tenant: one account */ SELECT 1 FROM accounts a WHERE a.id = $1 AND (a.password_hash IS NOT NULL
    OR a.operator_since IS NOT NULL OR EXISTS (SELECT 1 FROM server_identities i WHERE i.account_id = a.id)
    OR EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = a.id)
    OR EXISTS (SELECT 1 FROM users u WHERE u.account_id = a.id AND u.tenant_id <> $2 AND u.joined_at IS NOT NULL))"""
    return Query(sql, (account_id, tenant_id), int)


# --- sso_transactions ---


class Transaction(NamedTuple):
    tenant_id: TenantId | None
    purpose: str
    session_id: SessionId | None
    """The session to confirm."""
    account_id: AccountId | None
    """The account to connect."""
    issuer: str
    client_id: str
    """Where it began: a provider that was changed meanwhile does not end it."""
    identity: str
    """JSON: who is to be connected; empty before."""
    return_to: str
    created_at: int
    expires_at: int


_TRANSACTION = "tenant_id, purpose, session_id, account_id, issuer, client_id, identity, return_to, created_at, expires_at"


def add_transaction(digest: bytes, new: Transaction) -> Statement:
    return Statement(
        f"INSERT INTO sso_transactions (hash, {_TRANSACTION}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", (digest, *new)
    )


def transaction(digest: bytes, now: int) -> Query[Transaction]:
    sql = f"/* any tenant: found by its secret */ SELECT {_TRANSACTION} FROM sso_transactions WHERE hash = $1 AND expires_at > $2"
    return Query(sql, (digest, now), Transaction)


def take_transaction(digest: bytes, now: int) -> Statement:
    """Uses it up. Conflict if that happened in the meantime."""
    sql = "/* any tenant: found by its secret */ DELETE FROM sso_transactions WHERE hash = $1 AND expires_at > $2"
    return Statement(sql, (digest, now), guard=True)


def drop_transactions() -> Statement:
    return Statement("/* any tenant: the whole server is restored */ DELETE FROM sso_transactions")


def purge_transactions(now: int) -> Statement:
    """1,000 at a time."""
    sql = """/* any tenant: housekeeping */ DELETE FROM sso_transactions
    WHERE hash IN (SELECT hash FROM sso_transactions WHERE expires_at <= $1 LIMIT 1000)"""
    return Statement(sql, (now,))


# --- sso_logout_tokens ---


def use_logout_token(digest: bytes, expires_at: int) -> Statement:
    """Conflict if it was used before."""
    sql = "INSERT INTO sso_logout_tokens (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING"
    return Statement(sql, (digest, expires_at), guard=True)


def used_logout_token(digest: bytes) -> Query[int]:
    return Query("SELECT 1 FROM sso_logout_tokens WHERE hash = $1", (digest,), int)


def purge_logout_tokens(now: int) -> Statement:
    """1,000 at a time."""
    sql = "DELETE FROM sso_logout_tokens WHERE hash IN (SELECT hash FROM sso_logout_tokens WHERE expires_at <= $1 LIMIT 1000)"
    return Statement(sql, (now,))


def is_working(*, tenant_id: TenantId) -> Query[int]:
    """A row if the tenant is there and not suspended."""
    return Query("SELECT 1 FROM tenants WHERE id = $1 AND suspended_at IS NULL", (tenant_id,), int)
