"""The tables `second_factors`, `totp`, `recovery_codes` and `sign_in_steps`. All are for an account, whichever companies it is in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import AccountId, TenantId


class Factors(NamedTuple):
    """An account has this row as long as it has a second factor of any kind."""

    since: int
    version: int
    """Raised by each change of them, so that two at once never both rely on what the other takes away."""


def factors(account_id: AccountId) -> Query[Factors]:
    """A row if the account has a second factor."""
    return Query("SELECT since, version FROM second_factors WHERE account_id = $1", (account_id,), Factors)


def begin(account_id: AccountId, now: int) -> Statement:
    """The first factor of an account. Conflict if another was added in the meantime."""
    return Statement("INSERT INTO second_factors (account_id, since) VALUES ($1, $2)", (account_id, now))


def change(account_id: AccountId, version: int) -> Statement:
    """For each change after which a factor is left. Conflict if another was made in the meantime."""
    sql = "UPDATE second_factors SET version = version + 1 WHERE account_id = $1 AND version = $2"
    return Statement(sql, (account_id, version), guard=True)


def end(account_id: AccountId, version: int) -> Statement:
    """No factor is left: passkeys and recovery codes go with it, those too that are made at the same moment."""
    return Statement("DELETE FROM second_factors WHERE account_id = $1 AND version = $2", (account_id, version), guard=True)


class Requirement(NamedTuple):
    """What decides whether a company requires a second factor of one of its users."""

    tenant_id: TenantId
    tenant_name: str
    role: str
    settings: str


def requirements(account_id: AccountId) -> Query[Requirement]:
    sql = """/* any tenant: those of one account */ SELECT t.id AS tenant_id, t.name AS tenant_name, u.role, t.settings
    FROM users u JOIN tenants t ON t.id = u.tenant_id
    WHERE u.account_id = $1 AND u.joined_at IS NOT NULL AND u.disabled_at IS NULL ORDER BY t.name, t.id"""
    return Query(sql, (account_id,), Requirement, bulk=True)


@dataclass(frozen=True, slots=True)
class Totp:
    account_id: AccountId
    sealed: bytes = field(repr=False)
    created_at: int
    confirmed_at: int | None
    """None until a first code was typed: it does not count before."""
    last_step: int
    """The time step of the last code that was used. Each is good once (RFC 6238, 5.2)."""

    @property
    def is_on(self) -> bool:
        return self.confirmed_at is not None


def totp(account_id: AccountId) -> Query[Totp]:
    sql = "SELECT account_id, sealed, created_at, confirmed_at, last_step FROM totp WHERE account_id = $1"
    return Query(sql, (account_id,), Totp)


def totp_since(account_id: AccountId) -> Query[int]:
    """A row if the account has an app for codes."""
    return Query("SELECT confirmed_at FROM totp WHERE account_id = $1 AND confirmed_at IS NOT NULL", (account_id,), int)


class Sealed(NamedTuple):
    account_id: AccountId
    sealed: bytes


def sealed_after(account_id: str, most: int) -> Query[Sealed]:
    """The secrets of the accounts that follow this id."""
    return Query("SELECT account_id, sealed FROM totp WHERE account_id > $1 ORDER BY account_id LIMIT $2", (account_id, most), Sealed)


def reseal(account_id: AccountId, before: bytes, sealed: bytes) -> Statement:
    """Conflict if another secret was made in the meantime."""
    return Statement("UPDATE totp SET sealed = $3 WHERE account_id = $1 AND sealed = $2", (account_id, before, sealed), guard=True)


def start(account_id: AccountId, sealed: bytes, now: int) -> Statement:
    """Replaces a secret that was never confirmed. Conflict if one was."""
    return Statement(
        """INSERT INTO totp (account_id, sealed, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO UPDATE SET sealed = $2, created_at = $3, last_step = 0 WHERE totp.confirmed_at IS NULL""",
        (account_id, sealed, now),
        guard=True,
    )


def confirm(account_id: AccountId, sealed: bytes, step: int, now: int) -> Statement:
    """Conflict if it was confirmed already, or another secret was made in the meantime."""
    return Statement(
        "UPDATE totp SET confirmed_at = $4, last_step = $3 WHERE account_id = $1 AND sealed = $2 AND confirmed_at IS NULL",
        (account_id, sealed, step, now),
        guard=True,
    )


def use_step(account_id: AccountId, sealed: bytes, step: int) -> Statement:
    """Conflict if a code of this time step or a later one was used in the meantime, or the secret is no longer the same."""
    return Statement(
        "UPDATE totp SET last_step = $3 WHERE account_id = $1 AND sealed = $2 AND confirmed_at IS NOT NULL AND last_step < $3",
        (account_id, sealed, step),
        guard=True,
    )


def remove(account_id: AccountId) -> Statement:
    """One that was never confirmed too. Of a confirmed one `change` or `end` tells whether somebody else was faster."""
    return Statement("DELETE FROM totp WHERE account_id = $1", (account_id,))


def recovery_codes_left(account_id: AccountId) -> Query[int]:
    return Query("SELECT count(*) FROM recovery_codes WHERE account_id = $1", (account_id,), int)


def recovery_code(account_id: AccountId, digest: bytes) -> Query[int]:
    """A row if this code has not been used."""
    return Query("SELECT 1 FROM recovery_codes WHERE account_id = $1 AND hash = $2", (account_id, digest), int)


def use_recovery_code(account_id: AccountId, digest: bytes) -> Statement:
    """Conflict if it was used in the meantime."""
    return Statement("DELETE FROM recovery_codes WHERE account_id = $1 AND hash = $2", (account_id, digest), guard=True)


def add_recovery_codes(account_id: AccountId, digests: Sequence[bytes], now: int) -> list[Statement]:
    sql = "INSERT INTO recovery_codes (account_id, hash, created_at) VALUES ($1, $2, $3)"
    return [Statement(sql, (account_id, digest, now)) for digest in digests]


def drop_recovery_codes(account_id: AccountId) -> Statement:
    return Statement("DELETE FROM recovery_codes WHERE account_id = $1", (account_id,))


# --- the second step of a sign-in ---


class SignInStep(NamedTuple):
    """What the first step decided."""

    account_id: AccountId
    session_version: int
    """The account's when its password was checked: a password that was changed since, or signing out everywhere, ends the step."""
    tenant_id: TenantId | None
    """The company that was asked for, if one was."""
    is_app: int
    expires_at: int


def add_step(digest: bytes, step: SignInStep) -> Statement:
    return Statement(
        """INSERT INTO sign_in_steps (hash, account_id, session_version, asked_tenant, is_app, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)""",
        (digest, *step),
    )


def step(digest: bytes, now: int) -> Query[SignInStep]:
    sql = """SELECT account_id, session_version, asked_tenant AS tenant_id, is_app, expires_at FROM sign_in_steps
    WHERE hash = $1 AND expires_at > $2"""
    return Query(sql, (digest, now), SignInStep)


def take_step(digest: bytes, now: int) -> Statement:
    """Uses the step up. Conflict if that happened in the meantime."""
    return Statement("DELETE FROM sign_in_steps WHERE hash = $1 AND expires_at > $2", (digest, now), guard=True)


def drop_steps() -> Statement:
    return Statement("DELETE FROM sign_in_steps")


def purge_steps(now: int) -> Statement:
    """1,000 at a time."""
    return Statement("DELETE FROM sign_in_steps WHERE hash IN (SELECT hash FROM sign_in_steps WHERE expires_at <= $1 LIMIT 1000)", (now,))
