"""Opens the session of somebody who has proven who they are, whichever way they did."""

from handfast.kernel.ids import AccountId, TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts.store import Account
from handfast.users.memberships.store import let_in
from handfast.users.places.note_place import Entered, note_place
from handfast.users.rules import Life, app_life, browser_life
from handfast.users.sessions.opening import SignedIn, end_shown_session, open_operator_session, open_session
from handfast.users.store import StoredMember
from handfast.users.tenant_settings import parse


async def member_to_act_as(context: Context, account: Account | None, asked: TenantId | None) -> StoredMember | None:
    """The user in the company that was asked for, or in the one that was used last.

    Reads for an unknown account, too, so that its answer takes as long.
    """
    account_id = account.id if account else AccountId("")
    if asked is not None:
        return await context.fetch_one(store.member_in(account_id, tenant_id=asked))
    return await context.fetch_one(store.latest_member(account_id))


def may_enter(account: Account, member: StoredMember | None, asked: TenantId | None, *, is_app: bool) -> bool:
    """As that user, or as the operator of the server, which only a browser can be and only if no company was asked for.

    Whose company is suspended enters in a browser, where a page says so; an app would have no place to say it.
    """
    return (member is not None and (member.may_act or (member.is_only_suspended and not is_app))) or (
        account.is_operator and asked is None and not is_app
    )


def is_only_suspended(account: Account, member: StoredMember | None, asked: TenantId | None, *, is_app: bool) -> bool:
    """Whether nothing but the suspension of the company keeps somebody out."""
    return member is not None and member.is_only_suspended and not may_enter(account, member, asked, is_app=is_app)


def enter(
    context: Context,
    account: Account,
    member: StoredMember | None,
    asked: TenantId | None,
    *,
    is_app: bool,
    confirmed_at: int | None = None,
    by: str = "",
) -> Done[SignedIn]:
    """For an account that `may_enter`.

    `confirmed_at`: None for now, when a browser's user typed a password or a code. `by`: what signs in without a password.
    """
    replaced, how = end_shown_session(context), {"by": by} if by else {}
    is_rather_operator = account.is_operator and asked is None and (member is None or not member.may_act)
    if member is None or is_rather_operator:
        signed_in = open_operator_session(context, account, confirmed_at=confirmed_at)
        context.afterwards(note_place, Entered(account.id, None, signed_in.session_id))
        return Done(signed_in, [sign_in_event("SIGNED_IN", account, None, **how), *replaced])
    context.write(let_in(member.id, member.session_version, context.now, tenant_id=member.tenant_id))
    life = app_life(parse(member.tenant_settings).app_idle_days) if is_app else browser_life_of(context, member)
    signed_in = open_session(context, member, member.session_version, life, confirmed_at)
    context.afterwards(note_place, Entered(account.id, member, signed_in.session_id))
    return Done(signed_in, [sign_in_event("SIGNED_IN", account, member, **how), *replaced])


def browser_life_of(context: Context, member: StoredMember) -> Life:
    return browser_life(context.policy.session_days.of(parse(member.tenant_settings).session_days))


def sign_in_event(kind: str, account: Account | None, member: StoredMember | None, **details: str) -> DomainEvent:
    if member is not None:
        return DomainEvent(kind, member.tenant_id, Subject("person", member.id, member.name), details)
    subject = Subject("person", account.id, account.name) if account else Subject("person", None, details.get("email", ""))
    return DomainEvent(kind, None, subject, details)
