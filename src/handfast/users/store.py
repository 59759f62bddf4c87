"""Reads that the folders here share: the user of an account in a tenant, by id or by a secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handfast.db import bounded
from handfast.db.query import Query
from handfast.kernel.callers import Role
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.users.accounts.store import Account

MEMBER = "u.id, u.account_id, u.name, u.email, u.role, u.tenant_id, t.name AS tenant_name"
"""The columns of `member_of`, of `users u` and `tenants t`."""
_STORED = f"""SELECT {MEMBER}, u.session_version, u.access_token_version, u.joined_at, u.disabled_at, t.suspended_at,
t.closing_at, t.settings AS tenant_settings FROM users u JOIN tenants t ON t.id = u.tenant_id"""


@dataclass(frozen=True, slots=True)
class Member:
    """A user, with the account that signs them in and the tenant they belong to."""

    id: UserId
    account_id: AccountId
    name: str
    email: str
    role: Role
    tenant_id: TenantId
    tenant_name: str


@dataclass(frozen=True, slots=True)
class StoredMember(Member):
    """A member with what decides whether they may act for the tenant."""

    session_version: int
    """Only sessions that carry it are valid."""
    access_token_version: int
    """Only access tokens that carry it are valid."""
    joined_at: int | None
    """None until the invitation is accepted."""
    disabled_at: int | None
    suspended_at: int | None
    """When the tenant was suspended; None while it works. One that is being closed is suspended too."""
    closing_at: int | None
    """When the tenant will be deleted; None unless it is being closed."""
    tenant_settings: str

    @property
    def may_act(self) -> bool:
        return self.joined_at is not None and self.disabled_at is None and self.suspended_at is None

    @property
    def is_only_suspended(self) -> bool:
        """Whether nothing but the suspension of the tenant keeps the user from acting for it."""
        return self.joined_at is not None and self.disabled_at is None and self.suspended_at is not None


def can_sign_in(account: Account, member: StoredMember | None) -> bool:
    """`member`: the latest of the account's. Whose company is suspended can, to see that it is.

    Who came by single sign-on has no password yet, and may choose one by e-mail; so may an operator.
    """
    return account.is_operator or (member is not None and (member.may_act or member.is_only_suspended))


def member_of(id: UserId, account_id: AccountId, name: str, email: str, role: str, tenant_id: TenantId, tenant_name: str) -> Member:
    return Member(id, account_id, name, email, Role(role), tenant_id, tenant_name)


def _stored(
    id: UserId,
    account_id: AccountId,
    name: str,
    email: str,
    role: str,
    tenant_id: TenantId,
    tenant_name: str,
    session_version: int,
    access_token_version: int,
    joined_at: int | None,
    disabled_at: int | None,
    suspended_at: int | None,
    closing_at: int | None,
    tenant_settings: str,
) -> StoredMember:
    shown = (id, account_id, name, email, Role(role), tenant_id, tenant_name)
    return StoredMember(*shown, session_version, access_token_version, joined_at, disabled_at, suspended_at, closing_at, tenant_settings)


_BELONGS = "u.joined_at IS NOT NULL AND u.disabled_at IS NULL"
_MAY_ACT = f"{_BELONGS} AND t.suspended_at IS NULL"


def latest_member(account_id: AccountId) -> Query[StoredMember]:
    """The user as whom this account acted last; one who may not act only if there is no other."""
    sql = f"""/* any tenant: those of one account */ {_STORED} WHERE u.account_id = $1
    ORDER BY CASE WHEN {_MAY_ACT} THEN 0 WHEN {_BELONGS} THEN 1 ELSE 2 END, COALESCE(u.last_seen_at, 0) DESC, u.id LIMIT 1"""
    return Query(sql, (account_id,), _stored)


def member_in(account_id: AccountId, *, tenant_id: TenantId) -> Query[StoredMember]:
    return Query(f"{_STORED} WHERE u.tenant_id = $1 AND u.account_id = $2", (tenant_id, account_id), _stored)


def members_of(account_id: AccountId) -> Query[Member]:
    """The users as whom this account may act, by the name of the tenant."""
    sql = f"""/* any tenant: those of one account */ SELECT {MEMBER} FROM users u JOIN tenants t ON t.id = u.tenant_id
    WHERE u.account_id = $1 AND {_MAY_ACT} ORDER BY t.name, t.id"""
    return Query(sql, (account_id,), member_of, bulk=True)


class Joined(NamedTuple):
    id: UserId
    tenant_id: TenantId
    name: str
    disabled_at: int | None


def joined_by(account_id: AccountId) -> Query[Joined]:
    """The users who were ever let in with this account, whether or not they, or their companies, may act now."""
    sql = """/* any tenant: those of one account */ SELECT id, tenant_id, name, disabled_at FROM users
    WHERE account_id = $1 AND joined_at IS NOT NULL ORDER BY tenant_id"""
    return Query(sql, (account_id,), Joined, bulk=True)


def member(user_id: UserId, *, tenant_id: TenantId) -> Query[StoredMember]:
    return Query(f"{_STORED} WHERE u.tenant_id = $1 AND u.id = $2", (tenant_id, user_id), _stored)


def member_by_one_time_token(digest: bytes, kind: str, now: int) -> Query[StoredMember]:
    sql = f"""/* any tenant: found by its secret */ {_STORED} JOIN one_time_tokens k ON k.user_id = u.id
    WHERE k.hash = $1 AND k.kind = $2 AND k.expires_at > $3"""
    return Query(sql, (digest, kind, now), _stored)


def leader_emails(*, tenant_id: TenantId) -> Query[str]:
    """The e-mail addresses of a tenant's active owners and admins, 20 at most."""
    # Not by `email` itself: SQLite would take the index of addresses, and read every customer.
    sql = """SELECT email FROM users WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL
    AND joined_at IS NOT NULL ORDER BY email || '' LIMIT 20"""
    return Query(sql, (tenant_id,), str, bulk=True)


def owner_emails(*, tenant_id: TenantId) -> Query[str]:
    """The e-mail addresses of a tenant's active owners, 20 at most."""
    sql = """SELECT email FROM users WHERE tenant_id = $1 AND role = 'owner' AND disabled_at IS NULL
    AND joined_at IS NOT NULL ORDER BY name_sort, id LIMIT 20"""
    return Query(sql, (tenant_id,), str, bulk=True)


# --- search ---


def searched(roles: Sequence[Role] = tuple(Role)) -> list[str]:
    """What a search of users looks through: role by role, so that the many customers leave nobody out."""
    return [f"users WHERE tenant_id = $1 AND role = '{role.value}'" for role in roles]


def found(place: int, roles: Sequence[Role] = tuple(Role)) -> str:
    """A SELECT of `found_id`: the users whose name or e-mail address fits the LIKE pattern $place."""
    return bounded.united([bounded.search("id", source, place) for source in searched(roles)])
