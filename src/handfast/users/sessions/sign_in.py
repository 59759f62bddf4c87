"""Step 3. Signs a user in. Unknown, disabled, not yet joined and wrong password all take the same work and get the same answer."""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import SIGN_IN_SOURCE
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import BROWSER, SignedIn, account_of, end_shown_session, open_session
from handfast.users.memberships.store import let_in
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised
from handfast.users.rules import app_life
from handfast.users.sessions.locked import AttemptedAccount, refused_for, tell_locked
from handfast.users.sessions.lockout import limits_of
from handfast.users.tenant_settings import parse


@dataclass(frozen=True, slots=True)
class Credentials:
    email: str
    password: Secret
    is_app: bool = False
    """True for an app on the user's own device, which stays signed in for weeks."""


async def sign_in(context: Context, command: Credentials) -> Done[SignedIn] | Refused:
    email = texts.email(command.email) or ""
    password = normalised(command.password.reveal())
    row = await store.account_by_email(context.reads, email)
    buckets = await limits_of(context, email, row)
    if (retry_in := await limits.wait(context.reads, buckets, context.now)) is not None:
        return await refused_for(context, buckets, retry_in, row)
    checked = await context.hash_in_pool(hashing.check, row["password_hash"] if row else None, password)
    if row is None or row["disabled_at"] is not None or not checked.right:
        context.compared = "wrong"
        context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
        subject = Subject("person", row["id"], row["name"]) if row else Subject("person", None, email)
        failed = DomainEvent("SIGN_IN_FAILED", row["tenant_id"] if row else None, subject, {"email": email or "something else"})
        context.afterwards(tell_locked, AttemptedAccount(buckets, row))
        return Refused(Reason.INVALID_CREDENTIALS, events=[failed])
    context.compared = "right"
    account = account_of(row)
    better = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES)) if checked.outdated else None
    context.write(
        *(limits.has_room(bucket, context.now, empty=bucket.limit is not SIGN_IN_SOURCE) for bucket in buckets),
        let_in(account.tenant_id, account.id, row["epoch"], context.now, better),
    )
    replaced = end_shown_session(context)
    settings = parse(row["tenant_settings"]) if command.is_app else None
    signed_in = open_session(context, account, row["epoch"], app_life(settings.app_idle_days) if settings else BROWSER)
    return Done(signed_in, [DomainEvent("SIGNED_IN", account.tenant_id, Subject("person", account.id, account.name)), *replaced])
