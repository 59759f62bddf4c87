"""What every folder here shares of the tables: who a secret belongs to, sessions, one-time tickets."""

from collections.abc import Sequence

from handfast.db.database import Reads, Row, Statement
from handfast.users.rules import Life

_ACCOUNT = """SELECT p.id, p.name, p.email, p.role, p.epoch, p.tokens_epoch, p.password_hash, p.disabled_at, p.tenant_id,
t.name AS tenant_name, t.settings AS tenant_settings FROM persons p JOIN tenants t ON t.id = p.tenant_id"""
_CALLER = "p.id AS person_id, p.name, p.role, p.tenant_id, p.disabled_at"


async def account_by_email(reads: Reads, email: str) -> Row | None:
    return await reads.fetch_one(f"/* any tenant: an e-mail names one person of the server */ {_ACCOUNT} WHERE p.email = $1", email)


async def account(reads: Reads, tenant_id: str, person_id: str) -> Row | None:
    return await reads.fetch_one(f"{_ACCOUNT} WHERE p.tenant_id = $1 AND p.id = $2", tenant_id, person_id)


async def account_by_ticket(reads: Reads, digest: bytes, kind: str, now: int) -> Row | None:
    return await reads.fetch_one(
        f"""/* any tenant: found by its secret */ {_ACCOUNT} JOIN tickets k ON k.person_id = p.id
        WHERE k.hash = $1 AND k.kind = $2 AND k.expires_at > $3""",
        digest, kind, now,
    )  # fmt: skip


async def session_by_cookie(reads: Reads, digest: bytes) -> Row | None:
    return await reads.fetch_one(
        f"""/* any tenant: found by its secret */ SELECT {_CALLER}, s.id AS session_id, s.last_seen_at, s.idle_limit, s.expires_at,
        s.epoch = p.epoch AS is_current FROM sessions s JOIN persons p ON p.id = s.person_id WHERE s.hash = $1""",
        digest,
    )


async def token(reads: Reads, digest: bytes) -> Row | None:
    return await reads.fetch_one(
        f"""/* any tenant: found by its secret */ SELECT {_CALLER}, k.id AS token_id, k.scopes, k.last_used_at, k.expires_at,
        k.epoch = p.tokens_epoch AS is_current FROM tokens k JOIN persons p ON p.id = k.person_id WHERE k.hash = $1""",
        digest,
    )


def session_seen(tenant_id: str, session_id: str, now: int) -> Statement:
    sql = "UPDATE sessions SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2 AND last_seen_at < $3"
    return Statement(sql, (tenant_id, session_id, now))


def token_used(tenant_id: str, digest: bytes, now: int) -> Statement:
    return Statement("UPDATE tokens SET last_used_at = $3 WHERE tenant_id = $1 AND hash = $2", (tenant_id, digest, now))


def person_seen(tenant_id: str, person_id: str, now: int) -> Statement:
    return Statement("UPDATE persons SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2", (tenant_id, person_id, now))


def insert_session(
    digest: bytes, id: str, tenant_id: str, person_id: str, epoch: int, now: int, life: Life, address: str, user_agent: str
) -> Statement:
    """A browser's session begins with its person's password; an app's may have been approved from another device."""
    confirmed_at = 0 if life.is_app else now
    return Statement(
        """INSERT INTO sessions (hash, id, tenant_id, person_id, epoch, created_at, last_seen_at, expires_at, address, user_agent,
        confirmed_at, idle_limit, is_app) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12)""",
        (
            digest, id, tenant_id, person_id, epoch, now, now + life.longest, address, user_agent,
            confirmed_at, life.idle, int(life.is_app),
        ),
    )  # fmt: skip


def app_sessions_idle(tenant_id: str, idle_limit: int) -> Statement:
    return Statement("UPDATE sessions SET idle_limit = $2 WHERE tenant_id = $1 AND is_app = 1", (tenant_id, idle_limit))


def end_session(tenant_id: str, session_id: str) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND id = $2", (tenant_id, session_id))


def end_sessions_of(tenant_id: str, person_id: str) -> Statement:
    return Statement("DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2", (tenant_id, person_id))


def end_tokens_of(tenant_id: str, person_id: str, but: Sequence[str] = ()) -> list[Statement]:
    """Forgets the access tokens of a person whose `tokens_epoch` goes up in the same batch; those in `but` go up with it.

    The epoch ends them, not the deletion: a token made at the same moment carries the old one and is dead too.
    """
    if not but:
        return [Statement("DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2", (tenant_id, person_id))]
    kept = ", ".join(f"${number}" for number in range(3, len(but) + 3))
    args = (tenant_id, person_id, *but)
    return [
        Statement(f"DELETE FROM tokens WHERE tenant_id = $1 AND person_id = $2 AND id NOT IN ({kept})", args),
        Statement(f"UPDATE tokens SET epoch = epoch + 1 WHERE tenant_id = $1 AND person_id = $2 AND id IN ({kept})", args),
    ]


def set_password(tenant_id: str, person_id: str, epoch: int, password_hash: str) -> Statement:
    """Ends every session and access token by its epoch. Conflict when the person was disabled or changed the password meanwhile."""
    return Statement(
        """UPDATE persons SET password_hash = $4, epoch = epoch + 1, tokens_epoch = tokens_epoch + 1
        WHERE tenant_id = $1 AND id = $2 AND epoch = $3 AND disabled_at IS NULL AND password_hash IS NOT NULL""",
        (tenant_id, person_id, epoch, password_hash),
        guard=True,
    )


async def owners(reads: Reads, tenant_id: str) -> Sequence[Row]:
    """The addresses of those who answer for a tenant: its active owners and admins."""
    sql = """SELECT email FROM persons WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL
    AND password_hash IS NOT NULL ORDER BY email LIMIT 20"""
    return await reads.fetch_all(sql, tenant_id)


def insert_ticket(
    digest: bytes, kind: str, now: int, expires_at: int, *, person_id: str | None = None, session_id: str | None = None
) -> Statement:
    return Statement(
        "INSERT INTO tickets (hash, kind, person_id, session_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        (digest, kind, person_id, session_id, now, expires_at),
    )


def take_ticket(digest: bytes, kind: str, now: int) -> Statement:
    """Uses it up. Conflict when somebody else did."""
    return Statement("DELETE FROM tickets WHERE hash = $1 AND kind = $2 AND expires_at > $3", (digest, kind, now), guard=True)


def drop_tickets(person_id: str, kind: str, but: bytes = b"") -> Statement:
    return Statement("DELETE FROM tickets WHERE person_id = $1 AND kind = $2 AND hash <> $3", (person_id, kind, but))


def purge(now: int) -> list[Statement]:
    return [
        Statement("/* any tenant: housekeeping */ DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at + idle_limit <= $1", (now,)),
        Statement("/* any tenant: housekeeping */ DELETE FROM tokens WHERE expires_at <= $1", (now,)),
        Statement("DELETE FROM tickets WHERE expires_at <= $1", (now,)),
    ]
