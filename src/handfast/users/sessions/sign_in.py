"""Step 3. Signs somebody in. Unknown, disabled, not yet joined and wrong password all take the same work and get the same answer.

The session acts for the tenant that the account used last, or for the one that the caller names; for the server if an operator is a user
of none.
"""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.ids import AccountId, TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import SIGN_IN_SOURCE
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.accounts.store import Account
from handfast.users.memberships.store import let_in
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised
from handfast.users.rules import app_life
from handfast.users.sessions.locked import AttemptedAccount, notify_locked, refused_for
from handfast.users.sessions.lockout import limits_of
from handfast.users.sessions.opening import BROWSER, SignedIn, end_shown_session, open_operator_session, open_session
from handfast.users.store import StoredMember
from handfast.users.tenant_settings import parse


@dataclass(frozen=True, slots=True)
class Credentials:
    email: str
    password: Secret
    tenant_id: TenantId | None = None
    """Which company to act for; None for the one that was used last."""
    is_app: bool = False
    """True for an app on the user's own device, which stays signed in for weeks."""


async def sign_in(context: Context, command: Credentials) -> Done[SignedIn] | Refused:
    email = texts.email(command.email) or ""
    password = normalised(command.password.reveal())
    account = await context.fetch_one(accounts.by_email(email))
    member = await _member(context, account, command.tenant_id)
    buckets = await limits_of(context, email, member)
    if (retry_in := await limits.wait(context.reads, buckets, context.now)) is not None:
        return await refused_for(context, AttemptedAccount(buckets, account, member), retry_in)
    checked = await context.hash_in_pool(hashing.check, account.password_hash if account else None, password)
    is_operator = account is not None and account.is_operator and command.tenant_id is None and not command.is_app
    may_act = member.may_act if member else is_operator
    if account is not None and checked.right and not is_operator and member is not None and member.is_only_suspended:
        # Told to nobody but those who know the password, and who would be let in otherwise; a guess that is right is paid for as ever.
        context.compared = "right"
        context.write(*(limits.has_room(bucket, context.now, empty=bucket.limit is not SIGN_IN_SOURCE) for bucket in buckets))
        return Refused(Reason.TENANT_SUSPENDED)
    if account is None or not checked.right or not (may_act or is_operator):
        context.compared = "wrong"
        context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
        context.afterwards(notify_locked, AttemptedAccount(buckets, account, member))
        return Refused(Reason.INVALID_CREDENTIALS, events=[_event("SIGN_IN_FAILED", account, member, email=email or "something else")])
    context.compared = "right"
    better = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES)) if checked.outdated else None
    context.write(
        *(limits.has_room(bucket, context.now, empty=bucket.limit is not SIGN_IN_SOURCE) for bucket in buckets),
        accounts.keep_password(account.id, account.session_version, better),
    )
    replaced = end_shown_session(context)
    if member is None or not member.may_act:
        return Done(open_operator_session(context, account), [_event("SIGNED_IN", account, None), *replaced])
    context.write(let_in(member.id, member.session_version, context.now, tenant_id=member.tenant_id))
    life = app_life(parse(member.tenant_settings).app_idle_days) if command.is_app else BROWSER
    signed_in = open_session(context, member, member.session_version, life)
    return Done(signed_in, [_event("SIGNED_IN", account, member), *replaced])


async def _member(context: Context, account: Account | None, tenant_id: TenantId | None) -> StoredMember | None:
    """Reads for an unknown account, too, so that its answer takes as long."""
    account_id = account.id if account else AccountId("")
    if tenant_id is not None:
        return await context.fetch_one(store.member_in(account_id, tenant_id=tenant_id))
    return await context.fetch_one(store.latest_member(account_id))


def _event(kind: str, account: Account | None, member: StoredMember | None, **details: str) -> DomainEvent:
    if member is not None:
        return DomainEvent(kind, member.tenant_id, Subject("person", member.id, member.name), details)
    subject = Subject("person", account.id, account.name) if account else Subject("person", None, details.get("email", ""))
    return DomainEvent(kind, None, subject, details)
