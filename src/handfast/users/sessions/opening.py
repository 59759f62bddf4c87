"""The session that signs somebody in: for one company, as its user, or for the server, as its operator.

A session never changes whom it acts for: who goes to another company gets a new one.
"""

from dataclasses import dataclass

from handfast.kernel.callers import Caller
from handfast.kernel.ids import AccountId, SessionId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Secret, base64url, digest
from handfast.runner.context import Context
from handfast.users.accounts.store import Account
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions
from handfast.users.sessions.store import Holder
from handfast.users.store import Member

BROWSER = Life()


@dataclass(frozen=True, slots=True)
class SignedIn:
    account_id: AccountId
    name: str
    email: str
    member: Member | None
    """None while the session acts for the server."""
    session_id: SessionId
    cookie: Secret | None = None
    """Only when the session is new."""
    company_only: bool = False
    """Whether the provider of the company opened it."""


def new_secret(context: Context) -> str:
    """256 random bits as 43 characters of base64url: cookie, link or ticket. Only its digest is stored."""
    return base64url(context.random.bytes(32))


def open_session(
    context: Context,
    member: Member,
    session_version: int,
    life: Life = BROWSER,
    confirmed_at: int | None = None,
    *,
    company_only: bool = False,
    replaces: SessionId | None = None,
) -> SignedIn:
    """Writes a new session for the member's tenant. Its id never comes from the browser.

    `replaces`: the session of the same account that it takes the place of, which ends.
    """
    holder = Holder(member.account_id, session_version, member.tenant_id, member.id, company_only)
    session_id, cookie = _write(context, holder, life, confirmed_at, replaces)
    return SignedIn(member.account_id, member.name, member.email, member, session_id, cookie, company_only)


def open_operator_session(
    context: Context, account: Account, life: Life = BROWSER, confirmed_at: int | None = None, *, replaces: SessionId | None = None
) -> SignedIn:
    """Writes a new session that acts for the server."""
    session_id, cookie = _write(context, Holder(account.id, account.session_version), life, confirmed_at, replaces)
    return SignedIn(account.id, account.name, account.email, None, session_id, cookie)


def _write(context: Context, holder: Holder, life: Life, confirmed_at: int | None, replaces: SessionId | None) -> tuple[SessionId, Secret]:
    cookie, session_id, caller = new_secret(context), SessionId(context.random.id()), context.caller
    place = (caller.address, caller.user_agent)
    context.write(sessions.insert(session_id, digest(cookie), holder, context.now, life, *place, confirmed_at=confirmed_at))
    if replaces is not None:
        # In this order: with the earlier session goes what is known of its provider. Of two that replace it at once, one finds it gone.
        context.write(sessions.inherit_provider(session_id, replaces), sessions.end_own(replaces, holder.account_id))
    return session_id, Secret(cookie)


def end_shown_session(context: Context) -> list[DomainEvent]:
    """Ends the session whose cookie the browser still sends, so that whoever planted or kept that cookie does not share the new one.

    The event closes the sockets of pages that still show the user who was signed in before.
    """
    if (session_id := context.caller.session_id) is None:
        return []
    context.write(sessions.end(session_id))
    return [replaced_event(context.caller, session_id)]


def replaced_event(caller: Caller, session_id: SessionId) -> DomainEvent:
    return DomainEvent("SESSION_REPLACED", caller.tenant_id, Subject("session", session_id, caller.name))
