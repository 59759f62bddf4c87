"""The tables `sessions` and `sso_sessions`.

A session belongs to an account; it acts for one tenant as its user there, or without one for the server. One that came from an OpenID
provider, or from a session that did, has a row that says so: a logout there ends it (`single_sign_on/end_sessions.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query
from handfast.db.rows import TOGETHER, padded, places
from handfast.kernel.ids import AccountId, SessionId, TenantId, UserId
from handfast.users.rules import Life

# The version that counts: the user's in the tenant, or the account's as long as it operates the server.
_IS_CURRENT = """CASE WHEN s.user_id IS NOT NULL AND s.session_version = u.session_version THEN 1
WHEN s.user_id IS NULL AND a.operator_since IS NOT NULL AND s.session_version = a.session_version THEN 1 ELSE 0 END"""
_HELD = "sessions s JOIN accounts a ON a.id = s.account_id LEFT JOIN users u ON u.id = s.user_id LEFT JOIN tenants t ON t.id = s.tenant_id"


class Holder(NamedTuple):
    """Whom a session signs in."""

    account_id: AccountId
    session_version: int
    """The user's; the account's when the session acts for the server."""
    tenant_id: TenantId | None = None
    user_id: UserId | None = None
    company_only: bool = False
    """Whether the provider of the company opened it: it is then for nothing else that the account has."""


class OwnSession(NamedTuple):
    id: SessionId
    created_at: int
    last_seen_at: int
    address: str
    user_agent: str
    tenant_id: TenantId | None
    tenant_name: str | None
    """This and the one before are None if it acts for the server."""


class SessionBearer(NamedTuple):
    """Whose cookie was sent, and what decides whether the session is still valid."""

    account_id: AccountId
    name: str
    user_id: UserId | None
    role: str | None
    tenant_id: TenantId | None
    """This and the two before are None if the session acts for the server."""
    disabled_at: int | None
    suspended_at: int | None
    settings: str | None
    """The tenant's; None if the session acts for the server."""
    has_second_factor: int
    session_id: SessionId
    last_seen_at: int
    idle_limit: int
    expires_at: int
    is_current: int
    company_only: int


def of_account(account_id: AccountId, now: int) -> Query[OwnSession]:
    sql = f"""/* any tenant: those of one account */
    SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent, s.tenant_id, t.name AS tenant_name
    FROM {_HELD} WHERE s.account_id = $1 AND {_IS_CURRENT} = 1 AND s.expires_at > $2
        AND s.last_seen_at + s.idle_limit > $2 ORDER BY s.last_seen_at DESC, s.id"""
    return Query(sql, (account_id, now), OwnSession)


class ActsFor(NamedTuple):
    tenant_id: TenantId | None
    """None for the server."""


def own(session_id: SessionId, account_id: AccountId) -> Query[ActsFor]:
    """A row if the session is this account's."""
    sql = "/* any tenant: those of one account */ SELECT tenant_id FROM sessions WHERE account_id = $1 AND id = $2"
    return Query(sql, (account_id, session_id), ActsFor)


def end_own(session_id: SessionId, account_id: AccountId) -> Statement:
    sql = "/* any tenant: those of one account */ DELETE FROM sessions WHERE account_id = $1 AND id = $2"
    return Statement(sql, (account_id, session_id), guard=True)


def end_others_of_account(account_id: AccountId, but: SessionId) -> Statement:
    sql = "/* any tenant: those of one account */ DELETE FROM sessions WHERE account_id = $1 AND id <> $2"
    return Statement(sql, (account_id, but))


def keep(session_id: SessionId) -> Statement:
    """Changes nothing. Conflict if the session has ended: what is made from it is found by whatever ends it, or is not made."""
    sql = "/* any tenant: an id we noted ourselves */ UPDATE sessions SET session_version = session_version WHERE id = $1"
    return Statement(sql, (session_id,), guard=True)


def sign_in_from(address: str, user_id: UserId, since: int, *, tenant_id: TenantId) -> Query[int]:
    """A row if the user has signed in to their account from this address after `since`. The audit trail answers it: it outlives sessions.

    By the provider of their company does not count: what its admin has it say is no sign that the account's owner was there.
    """
    # The details of such a sign-in begin with its provider. `substr` and not JSON, which the databases read differently.
    sql = """SELECT 1 FROM audit WHERE subject_id = $2 AND tenant_id = $1 AND action = 'SIGNED_IN' AND address = $3 AND at > $4
    AND substr(details, 1, 12) <> '{"provider":' LIMIT 1"""
    return Query(sql, (tenant_id, user_id, address, since), int)


def confirmed_at(session_id: SessionId) -> Query[int]:
    """When the user of this session last confirmed that it is them, by signing in or again; no row when the session is over."""
    sql = f"""/* any tenant: an id we noted ourselves */ SELECT s.confirmed_at FROM {_HELD}
    WHERE s.id = $1 AND {_IS_CURRENT} = 1 AND u.disabled_at IS NULL"""
    return Query(sql, (session_id,), int)


def confirm(session_id: SessionId, now: int) -> Statement:
    """Conflict if the session ended since the password was checked."""
    sql = "/* any tenant: an id we noted ourselves */ UPDATE sessions SET confirmed_at = $2 WHERE id = $1"
    return Statement(sql, (session_id, now), guard=True)


class Lasting(NamedTuple):
    """What a session that takes the place of another inherits, so that changing companies never prolongs it."""

    confirmed_at: int
    expires_at: int
    idle_limit: int


def lasting(session_id: SessionId) -> Query[Lasting]:
    """No row for a session of a company's provider: no other takes its place."""
    sql = """/* any tenant: an id we noted ourselves */ SELECT confirmed_at, expires_at, idle_limit FROM sessions
    WHERE id = $1 AND company_only = 0"""
    return Query(sql, (session_id,), Lasting)


def by_cookie(digest: bytes) -> Query[SessionBearer]:
    sql = f"""/* any tenant: found by its secret */ SELECT s.account_id, COALESCE(u.name, a.name) AS name, s.user_id, u.role, s.tenant_id,
    u.disabled_at, t.suspended_at, t.settings, CASE WHEN f.account_id IS NULL THEN 0 ELSE 1 END AS has_second_factor, s.id AS session_id,
    s.last_seen_at, s.idle_limit, s.expires_at, {_IS_CURRENT} AS is_current, s.company_only
    FROM {_HELD} LEFT JOIN second_factors f ON f.account_id = s.account_id WHERE s.hash = $1"""
    return Query(sql, (digest,), SessionBearer)


def seen(session_id: SessionId, now: int) -> Statement:
    sql = "/* any tenant: an id we noted ourselves */ UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2"
    return Statement(sql, (session_id, now))


def insert(
    session_id: SessionId,
    digest: bytes,
    holder: Holder,
    now: int,
    life: Life,
    address: str,
    user_agent: str,
    *,
    confirmed_at: int | None = None,
) -> Statement:
    """A browser's session counts as confirmed, since it begins with the password; an app's may have been approved from another device."""
    confirmed = (0 if life.is_app else now) if confirmed_at is None else confirmed_at
    return Statement(
        """INSERT INTO sessions (hash, id, account_id, tenant_id, user_id, session_version, created_at, last_seen_at, expires_at, address,
        user_agent, confirmed_at, idle_limit, is_app, company_only)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14)""",
        (
            digest, session_id, holder.account_id, holder.tenant_id, holder.user_id, holder.session_version, now, now + life.longest,
            address, user_agent, confirmed, life.idle, int(life.is_app), int(holder.company_only),
        ),
    )  # fmt: skip


def set_app_idle_limit(idle_limit: int, *, tenant_id: TenantId) -> Statement:
    return Statement("UPDATE sessions SET idle_limit = $2 WHERE tenant_id = $1 AND is_app = 1", (tenant_id, idle_limit))


def shorten(longest: int, *, tenant_id: TenantId) -> Statement:
    """Browsers that are signed in stay so for `longest` at most, counted from when they signed in."""
    sql = """UPDATE sessions SET expires_at = created_at + CAST($2 AS BIGINT) WHERE tenant_id = $1 AND is_app = 0
    AND expires_at > created_at + CAST($2 AS BIGINT)"""
    return Statement(sql, (tenant_id, longest))


def end(session_id: SessionId) -> Statement:
    return Statement("/* any tenant: an id we noted ourselves */ DELETE FROM sessions WHERE id = $1", (session_id,))


_END_THESE = f"/* any tenant: named by the provider */ DELETE FROM sessions WHERE id IN ({places(1)})"


def end_these(ids: Sequence[SessionId]) -> Statement:
    """Up to TOGETHER."""
    return Statement(_END_THESE, tuple(padded(ids)))


def end_of_provider(*, tenant_id: TenantId) -> Statement:
    """Those that the provider of the company opened."""
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND company_only = 1", (tenant_id,))


def end_all_of(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2", (tenant_id, user_id))


def end_all_of_account(account_id: AccountId) -> Statement:
    return Statement("/* any tenant: those of one account */ DELETE FROM sessions WHERE account_id = $1", (account_id,))


def end_everybodys() -> Statement:
    return Statement("/* any tenant: the whole server is restored */ DELETE FROM sessions")


def nth_after(after: str, rows: int) -> Query[str]:
    sql = "/* any tenant: housekeeping */ SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2"
    return Query(sql, (after, rows - 1), str)


def purge(now: int, after: str, until: str | None) -> Statement:
    """Those of this span of ids that have ended."""
    sql = f"""/* any tenant: housekeeping */ DELETE FROM sessions WHERE id > $2{" AND id <= $3" if until else ""}
    AND (expires_at <= $1 OR last_seen_at + idle_limit <= $1)"""
    return Statement(sql, (now, after, *([until] if until else [])))


# --- sso_sessions ---


class ProviderSession(NamedTuple):
    """Where a session came from."""

    issuer: str
    client_id: str
    subject: str
    sid: str | None


def note_provider(session_id: SessionId, came_from: ProviderSession) -> Statement:
    sql = "INSERT INTO sso_sessions (session_id, issuer, client_id, subject, sid) VALUES ($1, $2, $3, $4, $5)"
    return Statement(sql, (session_id, *came_from))


def inherit_provider(session_id: SessionId, earlier: SessionId) -> Statement:
    """A new session came from where the earlier one did, if that came from a provider.

    The batch also has a guard on the earlier one (`end_own`, `keep`): else a logout that ends it at this moment would miss the new one.
    """
    sql = """INSERT INTO sso_sessions (session_id, issuer, client_id, subject, sid)
    SELECT $1, issuer, client_id, subject, sid FROM sso_sessions WHERE session_id = $2"""
    return Statement(sql, (session_id, earlier))


def came_from(session_id: SessionId) -> Query[ProviderSession]:
    return Query("SELECT issuer, client_id, subject, sid FROM sso_sessions WHERE session_id = $1", (session_id,), ProviderSession)


def renew_sid(session_id: SessionId, sid: str | None) -> Statement:
    """Who proved again at the provider who they are may have a new session there. One that the provider does not name stays as it was."""
    sql = "UPDATE sso_sessions SET sid = COALESCE(CAST($2 AS TEXT), sid) WHERE session_id = $1"
    return Statement(sql, (session_id, sid), guard=True)


class EndedSession(NamedTuple):
    session_id: SessionId
    tenant_id: TenantId | None
    name: str


def came_from_provider(issuer: str, client_id: str, subject: str | None, sid: str | None) -> Query[EndedSession]:
    """What a logout at the provider ends, the first of them: of the session that it names, else all of the person."""
    column, value = ("sid", sid) if sid is not None else ("subject", subject)
    sql = f"""/* any tenant: named by the provider */ SELECT o.session_id, s.tenant_id, COALESCE(u.name, a.name) AS name FROM sso_sessions o
    JOIN sessions s ON s.id = o.session_id JOIN accounts a ON a.id = s.account_id LEFT JOIN users u ON u.id = s.user_id
    WHERE o.issuer = $1 AND o.{column} = $2 AND o.client_id = $3 ORDER BY o.session_id LIMIT {TOGETHER}"""
    return Query(sql, (issuer, value, client_id), EndedSession, bulk=True)


# --- all of a tenant ---

_EXPORTED = ("id", "user_id", "created_at", "last_seen_at", "expires_at", "is_app", "address", "user_agent")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("sessions", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def delete_of(users: Sequence[UserId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("sessions", "user_id", users, tenant_id=tenant_id)
