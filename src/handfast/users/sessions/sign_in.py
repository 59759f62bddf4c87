"""Step 3. Signs somebody in. Unknown, disabled, not yet joined and wrong password all take the same work and get the same answer.

The session acts for the tenant that the account used last, or for the one that the caller names; for the server if an operator is a user
of none. An account with a second factor gets no session yet, but the token for its second step.
"""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import SIGN_IN_SOURCE
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised
from handfast.users.second_factors.factors import lacks_required
from handfast.users.second_factors.next_step import NextStep, next_step
from handfast.users.sessions.entering import enter, is_only_suspended, may_enter, member_to_act_as, sign_in_event
from handfast.users.sessions.locked import AttemptedAccount, notify_locked, refused_for
from handfast.users.sessions.lockout import limits_of
from handfast.users.sessions.opening import SignedIn


@dataclass(frozen=True, slots=True)
class Credentials:
    email: str
    password: Secret
    tenant_id: TenantId | None = None
    """Which company to act for; None for the one that was used last."""
    app: str | None = None
    """For an app on the user's own device, which stays signed in for weeks: what binds a second step to it. None for a browser."""

    @property
    def is_app(self) -> bool:
        return self.app is not None


async def sign_in(context: Context, command: Credentials) -> Done[SignedIn | NextStep] | Refused:
    email = texts.email(command.email) or ""
    password = normalised(command.password.reveal())
    account = await context.fetch_one(accounts.by_email(email))
    member = await member_to_act_as(context, account, command.tenant_id)
    buckets = await limits_of(context, email, member)
    if (retry_in := await limits.wait(context.reads, buckets, context.now)) is not None:
        return await refused_for(context, AttemptedAccount(buckets, account, member), retry_in)
    checked = await context.hash_in_pool(hashing.check, account.password_hash if account else None, password)
    if account is not None and checked.right and is_only_suspended(account, member, command.tenant_id, is_app=command.is_app):
        # Told to nobody but those who know the password, and who would be let in otherwise; a guess that is right is paid for as ever.
        context.compared = "right"
        context.write(*(limits.has_room(bucket, context.now, empty=bucket.limit is not SIGN_IN_SOURCE) for bucket in buckets))
        return Refused(Reason.TENANT_SUSPENDED)
    if account is None or not checked.right or not may_enter(account, member, command.tenant_id, is_app=command.is_app):
        context.compared = "wrong"
        context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
        context.afterwards(notify_locked, AttemptedAccount(buckets, account, member))
        failed = sign_in_event("SIGN_IN_FAILED", account, member, email=email or "something else")
        return Refused(Reason.INVALID_CREDENTIALS, events=[failed])
    context.compared = "right"
    better = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES)) if checked.outdated else None
    context.write(
        *(limits.has_room(bucket, context.now, empty=bucket.limit is not SIGN_IN_SOURCE) for bucket in buckets),
        accounts.keep_password(account.id, account.session_version, better),
    )
    if (step := await next_step(context, account, command.tenant_id, command.app)) is not None:
        return Done(step)
    if command.is_app and member is not None and await lacks_required(context, account.id, member.tenant_id):
        return Refused(Reason.SECOND_FACTOR_NEEDED)  # an app has no page on which to set one up
    return enter(context, account, member, command.tenant_id, is_app=command.is_app)
