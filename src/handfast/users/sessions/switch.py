"""Goes on for another company, or for the server, by a new session that ends no later and is confirmed no longer than the one it replaces.

Pages that still show the old company notice that its session ended, so nothing is done for the wrong one. Where a
provider opened the session, a logout there ends the new one as it would have ended the old one.
"""

from dataclasses import dataclass

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.memberships.store import let_in
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions
from handfast.users.sessions.entering import browser_life_of
from handfast.users.sessions.opening import SignedIn, open_operator_session, open_session, replaced_event


@dataclass(frozen=True, slots=True)
class SwitchSession:
    tenant_id: TenantId | None
    """None for the server."""


async def switch(context: Context, command: SwitchSession) -> Done[SignedIn] | Refused:
    caller = context.caller
    if caller.session_id is None:
        return Refused(Reason.FORBIDDEN)
    account = await context.fetch_one(accounts.account(caller.account))
    earlier = await context.fetch_one(sessions.lasting(caller.session_id))
    if account is None or earlier is None:
        return Refused(Reason.UNAUTHENTICATED)
    life = Life(earlier.idle_limit, earlier.expires_at - context.now)
    replaced = replaced_event(caller, caller.session_id)
    if command.tenant_id is None:
        if not account.is_operator:
            return Refused(Reason.NOT_FOUND)
        context.write(accounts.keep_password(account.id, account.session_version, None))
        signed_in = open_operator_session(context, account, life, earlier.confirmed_at, replaces=caller.session_id)
        return Done(signed_in, [replaced, DomainEvent("SIGNED_IN", None, Subject("person", account.id, account.name))])
    member = await context.fetch_one(store.member_in(account.id, tenant_id=command.tenant_id))
    if member is None or member.joined_at is None or member.disabled_at is not None:
        return Refused(Reason.NOT_FOUND)
    if member.suspended_at is not None:
        return Refused(Reason.TENANT_SUSPENDED)
    context.write(
        let_in(member.id, member.session_version, context.now, tenant_id=member.tenant_id),
        accounts.keep_password(account.id, account.session_version, None),
    )
    life = Life(life.idle, min(life.longest, browser_life_of(context, member).longest))
    signed_in = open_session(context, member, member.session_version, life, earlier.confirmed_at, replaces=caller.session_id)
    return Done(signed_in, [replaced, DomainEvent("SIGNED_IN", member.tenant_id, Subject("person", member.id, member.name))])
