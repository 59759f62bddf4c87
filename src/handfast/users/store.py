"""Reads that the folders here share: the account that an e-mail address, an id or a secret belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handfast.db import bounded
from handfast.db.query import Query
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId

ACCOUNT = "u.id, u.name, u.email, u.role, u.tenant_id, t.name AS tenant_name"
"""The columns of `account_of`, of `users u` and `tenants t`."""
CALLER = "u.id AS user_id, u.name, u.role, u.tenant_id, u.disabled_at"
_STORED = f"""SELECT {ACCOUNT}, u.session_version, u.access_token_version, u.password_hash, u.disabled_at,
t.settings AS tenant_settings FROM users u JOIN tenants t ON t.id = u.tenant_id"""


@dataclass(frozen=True, slots=True)
class Account:
    id: UserId
    name: str
    email: str
    role: Role
    tenant_id: TenantId
    tenant_name: str


@dataclass(frozen=True, slots=True)
class StoredAccount(Account):
    """An account with what decides whether its user may sign in."""

    session_version: int
    """Only sessions that carry it are valid."""
    access_token_version: int
    """Only access tokens that carry it are valid."""
    password_hash: str | None = field(repr=False)
    """None until the user has accepted the invitation."""
    disabled_at: int | None
    tenant_settings: str

    @property
    def can_sign_in(self) -> bool:
        return self.disabled_at is None and self.password_hash is not None


def account_of(id: UserId, name: str, email: str, role: str, tenant_id: TenantId, tenant_name: str) -> Account:
    return Account(id, name, email, Role(role), tenant_id, tenant_name)


def _stored(
    id: UserId,
    name: str,
    email: str,
    role: str,
    tenant_id: TenantId,
    tenant_name: str,
    session_version: int,
    access_token_version: int,
    password_hash: str | None,
    disabled_at: int | None,
    tenant_settings: str,
) -> StoredAccount:
    shown = (id, name, email, Role(role), tenant_id, tenant_name)
    return StoredAccount(*shown, session_version, access_token_version, password_hash, disabled_at, tenant_settings)


def account_by_email(email: str) -> Query[StoredAccount]:
    return Query(f"/* any tenant: an e-mail names one person of the server */ {_STORED} WHERE u.email = $1", (email,), _stored)


def account(user_id: UserId, *, tenant_id: TenantId) -> Query[StoredAccount]:
    return Query(f"{_STORED} WHERE u.tenant_id = $1 AND u.id = $2", (tenant_id, user_id), _stored)


def account_by_one_time_token(digest: bytes, kind: str, now: int) -> Query[StoredAccount]:
    sql = f"""/* any tenant: found by its secret */ {_STORED} JOIN one_time_tokens k ON k.user_id = u.id
    WHERE k.hash = $1 AND k.kind = $2 AND k.expires_at > $3"""
    return Query(sql, (digest, kind, now), _stored)


def leader_emails(*, tenant_id: TenantId) -> Query[str]:
    """The e-mail addresses of a tenant's active owners and admins, 20 at most."""
    sql = """SELECT email FROM users WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL
    AND password_hash IS NOT NULL ORDER BY email LIMIT 20"""
    return Query(sql, (tenant_id,), str, bulk=True)


# --- search ---


def searched(roles: Sequence[Role] = tuple(Role)) -> list[str]:
    """What a search of users looks through: role by role, so that the many customers leave nobody out."""
    return [f"users WHERE tenant_id = $1 AND role = '{role.value}'" for role in roles]


def found(place: int, roles: Sequence[Role] = tuple(Role)) -> str:
    """A SELECT of `found_id`: the users whose name or e-mail address fits the LIKE pattern $place."""
    return bounded.united([bounded.search("id", source, place) for source in searched(roles)])
