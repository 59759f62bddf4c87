"""Step 5. Opens the session of somebody who was admitted. What was decided then is read again, since it can have changed."""

from dataclasses import dataclass

from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.single_sign_on.provider import Provider
from handfast.single_sign_on.rules import Identity, confirmed_at
from handfast.users import store as members
from handfast.users.accounts import store as accounts
from handfast.users.memberships.store import let_in
from handfast.users.places.note_place import Entered, note_place
from handfast.users.second_factors.next_step import NextStep, next_step
from handfast.users.sessions import store as sessions
from handfast.users.sessions.entering import browser_life_of, enter, may_enter, member_to_act_as, sign_in_event
from handfast.users.sessions.opening import SignedIn, end_shown_session, open_session
from handfast.users.sessions.store import ProviderSession


@dataclass(frozen=True, slots=True)
class OpenCompany:
    tenant_id: TenantId
    user_id: UserId
    provider: Provider
    identity: Identity


@dataclass(frozen=True, slots=True)
class OpenAccount:
    account_id: AccountId
    provider: Provider
    identity: Identity


async def open_company(context: Context, command: OpenCompany) -> Done[SignedIn] | Refused:
    """A session for this company, and for nothing else that the account has."""
    member = await context.fetch_one(members.member(command.user_id, tenant_id=command.tenant_id))
    if member is None or not member.may_act:
        return Refused(Reason.TENANT_SUSPENDED if member and member.is_only_suspended else Reason.ACCOUNT_DISABLED)
    replaced = end_shown_session(context)
    context.write(let_in(member.id, member.session_version, context.now, tenant_id=member.tenant_id))
    since = confirmed_at(command.identity, context.now)
    life = browser_life_of(context, member)
    signed_in = open_session(context, member, member.session_version, life, since, company_only=True)
    context.afterwards(note_place, Entered(member.account_id, member, signed_in.session_id))
    context.write(sessions.note_provider(signed_in.session_id, _came_from(command.provider, command.identity)))
    return Done(signed_in, [sign_in_event("SIGNED_IN", None, member, provider=command.provider.name), *replaced])


async def open_account(context: Context, command: OpenAccount) -> Done[SignedIn | NextStep] | Refused:
    """A session of the account, as after its password: an account with a second factor still needs that."""
    account = await context.fetch_one(accounts.account(command.account_id))
    member = await member_to_act_as(context, account, None)
    if account is None or not may_enter(account, member, None, is_app=False):
        return Refused(Reason.TENANT_SUSPENDED if member and member.is_only_suspended else Reason.ACCOUNT_DISABLED)
    context.write(accounts.keep_password(account.id, account.session_version, None))
    came_from = _came_from(command.provider, command.identity)
    if (step := await next_step(context, account, None, None, came_from)) is not None:
        return Done(step)
    entered = enter(context, account, member, None, is_app=False, confirmed_at=confirmed_at(command.identity, context.now))
    context.write(sessions.note_provider(entered.view.session_id, came_from))
    return Done(entered.view, entered.events)


def _came_from(provider: Provider, identity: Identity) -> ProviderSession:
    return ProviderSession(provider.issuer, provider.client_id, identity.subject, identity.sid)
