"""Asks for a link to choose a new password. The answer, and the work behind it, is the same whether or not the account exists."""

from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.rules import RESET, RESET_ACCOUNT, Bucket, source
from handfast.runner.run import Act
from handfast.users import store
from handfast.users.accounts import new_secret
from handfast.users.one_time_links import link
from handfast.users.passwords.letter import reset_letter
from handfast.users.passwords.store import insert_link
from handfast.users.rules import RESET_LIFE
from handfast.users.sessions.rules import account_key


@dataclass(frozen=True, slots=True)
class Forgotten:
    email: str


async def ask_reset(act: Act, wish: Forgotten) -> Done[None] | Refused:
    if not act.policy.mail:
        return Refused(Reason.MAIL_NOT_CONFIGURED)
    email = texts.email(wish.email) or ""
    asked = Bucket(RESET, source(act.caller.address))
    mailed = Bucket(RESET_ACCOUNT, account_key(act.keys, email))
    if (retry_in := await limits.wait(act.reads, [asked], act.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    has_had_enough = await limits.wait(act.reads, [mailed], act.now) is not None
    row = await store.account_by_email(act.reads, email)
    if row is not None and (row["disabled_at"] is not None or row["password_hash"] is None):
        row = None
    secret = new_secret(act)
    known = row is not None and not has_had_enough
    act.write(
        limits.spend(asked, act.now),
        insert_link(digest(secret), row["id"] if row and known else None, act.now, act.now + RESET_LIFE),
    )
    if not has_had_enough:
        act.write(limits.spend(mailed, act.now))
    queue(act, reset_letter(email if known else "", link(act, "reset", secret), row["tenant_id"] if row else None))
    subject = Subject("person", row["id"], row["name"]) if row else Subject("person", None, email)
    return Done(None, [Fact("PASSWORD_RESET_ASKED", row["tenant_id"] if row else None, subject)])
