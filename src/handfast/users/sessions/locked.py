"""Locks an account after too many wrong passwords, except for addresses its user has signed in from.

The user is told, and gets a link by e-mail to choose a new password.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.alarm import alarm
from handfast.limits.rules import SIGN_IN_ACCOUNT, Bucket
from handfast.runner.context import Context
from handfast.users.accounts.store import Account
from handfast.users.one_time_tokens.links import link
from handfast.users.passwords.store import insert_link
from handfast.users.recipients.tell import tell_recipients
from handfast.users.rules import RESET_LIFE
from handfast.users.sessions.opening import new_secret
from handfast.users.store import StoredMember, can_sign_in


@dataclass(frozen=True, slots=True)
class AttemptedAccount:
    buckets: Sequence[Bucket]
    account: Account | None
    """None when there is no such account."""
    member: StoredMember | None
    """The user who would have been signed in: whose company is told. None for an operator who is in none."""


async def refused_for(context: Context, attempted: AttemptedAccount, retry_in: int) -> Refused:
    """ACCOUNT_LOCKED when only the account's own limit is used up: then there are other ways in. RATE_LIMITED otherwise."""
    from_here = [bucket for bucket in attempted.buckets if bucket.limit is not SIGN_IN_ACCOUNT]
    if await limits.wait(context.reads, from_here, context.now) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    context.afterwards(notify_locked, attempted)
    return Refused(Reason.ACCOUNT_LOCKED, retry_in)


async def notify_locked(context: Context, attempted: AttemptedAccount) -> Done[None]:
    """Writes the alert and queues the message when wrong passwords from addresses new to the account have used up its daily limit.

    The same work is done for an account that does not exist, so that the answer takes as long.
    """
    account, member = attempted.account, attempted.member
    for bucket in attempted.buckets:
        if bucket.limit is not SIGN_IN_ACCOUNT:
            continue
        count, remaining = (await limits.counts(context.reads, [bucket], context.now)).get(bucket.id, (0, 0))
        if count < bucket.limit.most or (alert := await alarm(context.reads, bucket, remaining, context.now)) is None:
            continue
        context.write(alert)
        has_password = account is not None and account.password_hash is not None
        _mail(context, account if account is not None and has_password and can_sign_in(account, member) else None, member)
        if account is not None:
            subject = Subject("person", member.id, member.name) if member else Subject("person", account.id, account.name)
            tried = f"{bucket.limit.most} wrong passwords within a day"
            what = f"{tried}; until it ends, this person can sign in only from where they have signed in before"
            if member is not None and member.role is not Role.CUSTOMER:  # of whom there may be thousands
                await tell_recipients(context, member.tenant_id, f"An account is locked: {member.name}", f"{member.name}: {what}.")
            return Done(
                None, [DomainEvent("ALERT", member.tenant_id if member else None, subject, {"what": what, "limit": bucket.limit.name})]
            )
    return Done(None)


def _mail(context: Context, account: Account | None, member: StoredMember | None) -> None:
    if not context.policy.mail:
        return
    secret = new_secret(context)
    context.write(insert_link(digest(secret), account.id if account else None, context.now, context.now + RESET_LIFE))
    to, tenant_id = (account.email if account else "", member.tenant_id if account and member else None)
    queue(context, _message(to, link(context, "reset", secret), tenant_id))


def _message(to: str, url: str, tenant_id: TenantId | None) -> Message:
    return Message(
        about="a warning about wrong passwords",
        to=to,
        subject="Somebody is guessing your password",
        paragraphs=(
            "Hello,",
            "Many wrong passwords were tried for your Handfast account. None of these attempts succeeded.",
            "For a day, you can sign in only from where you have signed in before. To sign in from elsewhere, choose a new password here.",
            "The link works once and expires in 30 minutes. You can ask for another one on the sign-in page.",
        ),
        button="Choose a new password",
        url=url,
        tenant_id=tenant_id,
    )
