"""Step 3. Signs a user in. Unknown, disabled, not yet joined and wrong password all take the same work and get the same answer."""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import SIGN_IN_SOURCE
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import BROWSER, SignedIn, end_shown_session, open_session
from handfast.users.memberships.store import let_in
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised
from handfast.users.rules import app_life
from handfast.users.sessions.locked import AttemptedAccount, notify_locked, refused_for
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
    account = await context.fetch_one(store.account_by_email(email))
    buckets = await limits_of(context, email, account)
    if (retry_in := await limits.wait(context.reads, buckets, context.now)) is not None:
        return await refused_for(context, buckets, retry_in, account)
    checked = await context.hash_in_pool(hashing.check, account.password_hash if account else None, password)
    if account is None or account.disabled_at is not None or not checked.right:
        context.compared = "wrong"
        context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
        subject = Subject("person", account.id, account.name) if account else Subject("person", None, email)
        failed = DomainEvent("SIGN_IN_FAILED", account.tenant_id if account else None, subject, {"email": email or "something else"})
        context.afterwards(notify_locked, AttemptedAccount(buckets, account))
        return Refused(Reason.INVALID_CREDENTIALS, events=[failed])
    context.compared = "right"
    better = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES)) if checked.outdated else None
    context.write(
        *(limits.has_room(bucket, context.now, empty=bucket.limit is not SIGN_IN_SOURCE) for bucket in buckets),
        let_in(account.id, account.session_version, context.now, better, tenant_id=account.tenant_id),
    )
    replaced = end_shown_session(context)
    life = app_life(parse(account.tenant_settings).app_idle_days) if command.is_app else BROWSER
    signed_in = open_session(context, account, account.session_version, life)
    return Done(signed_in, [DomainEvent("SIGNED_IN", account.tenant_id, Subject("person", account.id, account.name)), *replaced])
