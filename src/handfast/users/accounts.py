"""The account of a user who signs in, and the session that signs a browser in."""

from dataclasses import dataclass

from handfast.db.raw import Row
from handfast.kernel.callers import Role
from handfast.kernel.ids import SessionId, TenantId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Secret, base64url, digest
from handfast.runner.context import Context
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions

BROWSER = Life()


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    name: str
    email: str
    role: Role
    tenant_id: TenantId
    tenant_name: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    account: Account
    session_id: SessionId
    cookie: Secret | None = None
    """Only when the session is new."""


def account_of(row: Row) -> Account:
    return Account(row["id"], row["name"], row["email"], Role(row["role"]), row["tenant_id"], row["tenant_name"])


def new_secret(context: Context) -> str:
    """256 random bits as 43 characters of base64url: cookie, link or ticket. Only its digest is stored."""
    return base64url(context.random.bytes(32))


def open_session(context: Context, account: Account, epoch: int, life: Life = BROWSER) -> SignedIn:
    """Writes a new session. Its id never comes from the browser."""
    cookie, session_id = new_secret(context), context.random.id()
    caller = context.caller
    place = (caller.address, caller.user_agent)
    context.write(sessions.insert(digest(cookie), session_id, account.tenant_id, account.id, epoch, context.now, life, *place))
    return SignedIn(account, session_id, Secret(cookie))


def end_shown_session(context: Context) -> list[DomainEvent]:
    """Ends the session whose cookie the browser still sends, so that whoever planted or kept that cookie does not share the new one.

    The event closes the sockets of pages that still show the user who was signed in before.
    """
    caller = context.caller
    if caller.session_id is None:
        return []
    context.write(sessions.end(caller.tenant, caller.session_id))
    return [DomainEvent("SESSION_REPLACED", caller.tenant, Subject("session", caller.session_id, caller.name))]
