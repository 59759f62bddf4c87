"""The table `accounts`. With the row of one goes all that signs it in: sessions, second factors, passkeys, identities at the provider."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.db.rows import padded, places
from handfast.kernel.ids import AccountId, TenantId, UserId

FIRST_SESSION_VERSION = 1


@dataclass(frozen=True, slots=True)
class Account:
    id: AccountId
    email: str
    name: str
    password_hash: str | None = field(repr=False)
    """None until somebody accepts the first invitation, and for who has only ever come by single sign-on."""
    session_version: int
    """Only sessions of the server operator that carry it are valid; those for a company carry its user's."""
    operator_since: int | None

    @property
    def is_operator(self) -> bool:
        return self.operator_since is not None


_ACCOUNT = "SELECT a.id, a.email, a.name, a.password_hash, a.session_version, a.operator_since FROM accounts a"


def by_email(email: str) -> Query[Account]:
    return Query(f"{_ACCOUNT} WHERE a.email = $1", (email,), Account)


def account(account_id: AccountId) -> Query[Account]:
    return Query(f"{_ACCOUNT} WHERE a.id = $1", (account_id,), Account)


def by_one_time_token(digest: bytes, kind: str, now: int) -> Query[Account]:
    sql = f"{_ACCOUNT} JOIN one_time_tokens k ON k.account_id = a.id WHERE k.hash = $1 AND k.kind = $2 AND k.expires_at > $3"
    return Query(sql, (digest, kind, now), Account)


def operators() -> Query[Account]:
    return Query(f"{_ACCOUNT} WHERE a.operator_since IS NOT NULL ORDER BY a.id", (), Account)


def insert(
    account_id: AccountId, email: str, name: str, now: int, password_hash: str | None = None, *, operator_since: int | None = None
) -> Statement:
    """Conflict if the e-mail address has an account already."""
    return Statement(
        "INSERT INTO accounts (id, email, name, password_hash, created_at, operator_since) VALUES ($1, $2, $3, $4, $5, $6)",
        (account_id, email, name, password_hash, now, operator_since),
    )


def set_operator(account_id: AccountId, since: int | None) -> Statement:
    return Statement("UPDATE accounts SET operator_since = $2 WHERE id = $1", (account_id, since), guard=True)


def keep_operator(account_id: AccountId) -> Statement:
    """Changes nothing. Conflict unless this account is still an operator when the batch commits: two cannot take each other away."""
    sql = "UPDATE accounts SET operator_since = operator_since WHERE id = $1 AND operator_since IS NOT NULL"
    return Statement(sql, (account_id,), guard=True)


def user_handle(account_id: AccountId) -> Query[bytes]:
    """What passkeys know the account by; no row until it is to get its first one."""
    return Query("SELECT user_handle FROM accounts WHERE id = $1 AND user_handle IS NOT NULL", (account_id,), bytes)


def set_user_handle(account_id: AccountId, user_handle: bytes) -> Statement:
    """For good: an authenticator replaces a passkey only with one of the same handle. Conflict if there is one already."""
    sql = "UPDATE accounts SET user_handle = $2 WHERE id = $1 AND user_handle IS NULL"
    return Statement(sql, (account_id, user_handle), guard=True)


def set_first_password(account_id: AccountId, session_version: int, name: str, password_hash: str) -> Statement:
    """Conflict if the account has a password, operates the server, or became somebody's by single sign-on in the meantime (`claim`)."""
    sql = """UPDATE accounts SET name = $3, password_hash = $4 WHERE id = $1 AND session_version = $2 AND password_hash IS NULL
    AND operator_since IS NULL"""
    return Statement(sql, (account_id, session_version, name, password_hash), guard=True)


def claim(account_id: AccountId, session_version: int) -> Statement:
    """Somebody comes to own an account without a password, by single sign-on. Conflict if it got one in the meantime, or another owner."""
    sql = """UPDATE accounts SET session_version = session_version + 1 WHERE id = $1 AND session_version = $2 AND password_hash IS NULL"""
    return Statement(sql, (account_id, session_version), guard=True)


def set_password(account_id: AccountId, session_version: int, password_hash: str) -> Statement:
    """Conflict if the password was changed in the meantime. `memberships.store.end_access` ends what the old password opened."""
    return Statement(
        """UPDATE accounts SET password_hash = $3, session_version = session_version + 1
        WHERE id = $1 AND session_version = $2""",
        (account_id, session_version, password_hash),
        guard=True,
    )


def keep_password(account_id: AccountId, session_version: int, better_hash: str | None) -> Statement:
    """Conflict if the password was changed since it was checked; `better_hash` is a newer hash of the same password."""
    return Statement(
        "UPDATE accounts SET password_hash = COALESCE(CAST($3 AS TEXT), password_hash) WHERE id = $1 AND session_version = $2",
        (account_id, session_version, better_hash),
        guard=True,
    )


def end_sessions(account_id: AccountId) -> Statement:
    return Statement("UPDATE accounts SET session_version = session_version + 1 WHERE id = $1", (account_id,))


def delete_without(account_id: AccountId, last: UserId) -> Statement:
    """Deletes an account that has no user but `last`, who is deleted in the same batch, and operates nothing."""
    return Statement(
        """/* any tenant: those of one account */ DELETE FROM accounts WHERE id = $1 AND operator_since IS NULL
        AND NOT EXISTS (SELECT 1 FROM users u WHERE u.account_id = accounts.id AND u.id <> $2)""",
        (account_id, last),
    )


_DELETE_ABANDONED = f"""/* any tenant: those of one account */ DELETE FROM accounts WHERE id IN ({places(2)}) AND operator_since IS NULL
AND NOT EXISTS (SELECT 1 FROM users u WHERE u.account_id = accounts.id AND u.tenant_id <> $1)"""


def delete_abandoned(ids: Sequence[AccountId], *, tenant_id: TenantId) -> Statement:
    """Of up to TOGETHER accounts whose users in this tenant are deleted in the same batch, those that have no other and operate nothing."""
    return Statement(_DELETE_ABANDONED, (tenant_id, *padded(ids)))


def nth_after(after: str, rows: int) -> Query[str]:
    return Query("SELECT id FROM accounts WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2", (after, rows - 1), str)


def purge(after: str, until: str | None) -> Statement:
    """Those of this span of ids that have no user in any company and operate nothing: nobody can sign in to them."""
    sql = f"""/* any tenant: housekeeping */ DELETE FROM accounts WHERE id > $1{" AND id <= $2" if until else ""} AND operator_since IS NULL
    AND NOT EXISTS (SELECT 1 FROM users u WHERE u.account_id = accounts.id)"""
    return Statement(sql, (after, *([until] if until else [])))
