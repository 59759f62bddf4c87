"""Sets a new password through a reset link. The link works once; every session and every access token ends."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.limits import store as limits
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.memberships import store as memberships
from handfast.users.notices import notify_password_changed
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.passwords.store import KIND
from handfast.users.rules import weak_password
from handfast.users.second_factors.rules import buckets as second_factor_buckets
from handfast.users.sessions import store as sessions
from handfast.users.sessions.rules import sign_in_buckets
from handfast.users.store import can_sign_in, latest_member


@dataclass(frozen=True, slots=True)
class Reset:
    token: Secret
    new: Secret


async def redeem_reset(context: Context, command: Reset) -> Done[None] | Refused:
    token, new = digest(command.token.reveal()), normalised(command.new.reveal())
    if refused := await too_many(context):
        return refused
    account = await context.fetch_one(accounts.by_one_time_token(token, KIND, context.now))
    member = await context.fetch_one(latest_member(account.id)) if account else None
    if account is None or not can_sign_in(account, member):
        return wrong(context)
    right(context)
    if why := weakness(new, (account.name, account.email, member.tenant_name if member else "")):
        return weak_password(why)
    hashed = await context.hash_in_pool(hashing.make, new, context.random.bytes(hashing.SALT_BYTES))
    context.write(
        one_time_tokens.take(token, KIND, context.now),
        one_time_tokens.drop_of_account(account.id, KIND, but=token),
        accounts.set_password(account.id, account.session_version, hashed),
        memberships.end_access(account.id),
        sessions.end_all_of_account(account.id),
        *tokens.end_all_of_account(account.id),
        *(limits.forget(bucket) for bucket in second_factor_buckets(account.id, context.caller.address)[:2]),
        *(limits.forget(bucket) for bucket in sign_in_buckets(context.keys, account.email, context.caller.address)[:2]),
    )
    notify_password_changed(context, account)
    return Done(None, await events_of(context, "PASSWORD_RESET", account))
