"""The session that signs a user in."""

from dataclasses import dataclass

from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Secret, base64url, digest
from handfast.runner.context import Context
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions
from handfast.users.store import Account

BROWSER = Life()


@dataclass(frozen=True, slots=True)
class SignedIn:
    account: Account
    session_id: SessionId
    cookie: Secret | None = None
    """Only when the session is new."""


def new_secret(context: Context) -> str:
    """256 random bits as 43 characters of base64url: cookie, link or ticket. Only its digest is stored."""
    return base64url(context.random.bytes(32))


def open_session(context: Context, account: Account, session_version: int, life: Life = BROWSER) -> SignedIn:
    """Writes a new session. Its id never comes from the browser."""
    cookie, session_id = new_secret(context), SessionId(context.random.id())
    caller = context.caller
    how = (session_version, context.now, life, caller.address, caller.user_agent)
    context.write(sessions.insert(session_id, digest(cookie), account.id, *how, tenant_id=account.tenant_id))
    return SignedIn(account, session_id, Secret(cookie))


def end_shown_session(context: Context) -> list[DomainEvent]:
    """Ends the session whose cookie the browser still sends, so that whoever planted or kept that cookie does not share the new one.

    The event closes the sockets of pages that still show the user who was signed in before.
    """
    caller = context.caller
    if caller.session_id is None:
        return []
    context.write(sessions.end(caller.session_id, tenant_id=caller.tenant))
    return [DomainEvent("SESSION_REPLACED", caller.tenant, Subject("session", caller.session_id, caller.name))]
