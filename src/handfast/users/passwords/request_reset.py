"""Requests a link to choose a new password. The answer, and the work behind it, is the same whether or not the account exists."""

from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.rules import RESET, RESET_ACCOUNT, Bucket, source
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import new_secret
from handfast.users.one_time_tokens.links import link
from handfast.users.passwords.letter import reset_letter
from handfast.users.passwords.store import insert_link
from handfast.users.rules import RESET_LIFE
from handfast.users.sessions.rules import account_key


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
    row = await store.account_by_email(context.reads, email)
    if row is not None and (row["disabled_at"] is not None or row["password_hash"] is None):
        row = None
    secret = new_secret(context)
    known = row is not None and not has_had_enough
    context.write(
        limits.spend(asked, context.now),
        insert_link(digest(secret), row["id"] if row and known else None, context.now, context.now + RESET_LIFE),
    )
    if not has_had_enough:
        context.write(limits.spend(mailed, context.now))
    queue(context, reset_letter(email if known else "", link(context, "reset", secret), row["tenant_id"] if row else None))
    subject = Subject("person", row["id"], row["name"]) if row else Subject("person", None, email)
    return Done(None, [DomainEvent("PASSWORD_RESET_ASKED", row["tenant_id"] if row else None, subject)])
