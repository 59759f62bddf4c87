"""Sets a new password through a reset link. The link works once; every session and every access token ends."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.limits import store as limits
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.access_tokens import store as tokens
from handfast.users.memberships import store as memberships
from handfast.users.notices import notify_password_changed
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.passwords.store import KIND
from handfast.users.rules import weak_password
from handfast.users.sessions import store as sessions
from handfast.users.sessions.rules import sign_in_buckets


@dataclass(frozen=True, slots=True)
class Reset:
    token: Secret
    new: Secret


async def redeem_reset(context: Context, command: Reset) -> Done[None] | Refused:
    token, new = digest(command.token.reveal()), normalised(command.new.reveal())
    if refused := await too_many(context):
        return refused
    account = await context.fetch_one(store.account_by_one_time_token(token, KIND, context.now))
    if account is None or account.disabled_at is not None:
        return wrong(context)
    right(context)
    if why := weakness(new, (account.name, account.email, account.tenant_name)):
        return weak_password(why)
    hashed = await context.hash_in_pool(hashing.make, new, context.random.bytes(hashing.SALT_BYTES))
    context.write(
        one_time_tokens.take(token, KIND, context.now),
        one_time_tokens.drop(account.id, KIND, but=token),
        memberships.set_password(account.id, account.session_version, hashed, tenant_id=account.tenant_id),
        sessions.end_all_of(account.id, tenant_id=account.tenant_id),
        *tokens.end_all_of(account.id, tenant_id=account.tenant_id),
        *(limits.forget(bucket) for bucket in sign_in_buckets(context.keys, account.email, context.caller.address)[:2]),
    )
    notify_password_changed(context, account)
    return Done(None, [DomainEvent("PASSWORD_RESET", account.tenant_id, Subject("person", account.id, account.name))])
