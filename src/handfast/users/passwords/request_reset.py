"""Requests a link to choose a new password. The answer, and the work behind it, is the same whether or not the account exists."""

from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.kernel import texts
from handfast.kernel.ids import AccountId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.rules import RESET, RESET_ACCOUNT, Bucket, source
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.one_time_tokens.links import link
from handfast.users.passwords.reset_message import reset_message
from handfast.users.passwords.store import insert_link, reset_asked
from handfast.users.rules import RESET_LIFE
from handfast.users.sessions.opening import new_secret
from handfast.users.sessions.rules import account_key
from handfast.users.store import can_sign_in, latest_member


@dataclass(frozen=True, slots=True)
class RequestReset:
    email: str


async def request_reset(context: Context, command: RequestReset) -> Done[None] | Refused:
    if not context.policy.mail:
        return Refused(Reason.MAIL_NOT_CONFIGURED)
    email = texts.email(command.email) or ""
    asked = Bucket(RESET, source(context.caller.address))
    mailed = Bucket(RESET_ACCOUNT, account_key(context.keys, email))
    if (retry_in := await limits.wait(context.reads, [asked], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    has_had_enough = await limits.wait(context.reads, [mailed], context.now) is not None
    account = await context.fetch_one(accounts.by_email(email))
    member = await context.fetch_one(latest_member(account.id if account else AccountId("")))
    if account is not None and not can_sign_in(account, member):
        account = None
    secret = new_secret(context)
    account_id = account.id if account and not has_had_enough else None
    context.write(
        limits.spend(asked, context.now),
        insert_link(digest(secret), account_id, context.now, context.now + RESET_LIFE),
    )
    if not has_had_enough:
        context.write(limits.spend(mailed, context.now))
    tenant_id = member.tenant_id if account and member else None
    queue(context, reset_message(email if account_id else "", link(context, "reset", secret), tenant_id))
    if account is None:
        return Done(None, [DomainEvent("PASSWORD_RESET_ASKED", None, Subject("person", None, email))])
    return Done(None, [reset_asked(account, member)])
