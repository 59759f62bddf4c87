"""Changes one's own password. Every other session ends, this one gets a new id, and access tokens end unless the caller keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.access_tokens import store as tokens
from handfast.users.accounts import SignedIn, open_session
from handfast.users.memberships import store as memberships
from handfast.users.notices import notify_password_changed
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.passwords.store import KIND
from handfast.users.passwords.verify_own_password import verify_own_password
from handfast.users.rules import weak_password
from handfast.users.sessions import store as sessions


@dataclass(frozen=True, slots=True)
class NewPassword:
    current: Secret
    new: Secret
    keep_tokens: Sequence[str] = ()
    """Ids of the access tokens that stay valid; all others end."""


async def change_password(context: Context, command: NewPassword) -> Done[SignedIn] | Refused:
    new = normalised(command.new.reveal())
    account = await context.fetch_one(store.account(context.caller.user_id, tenant_id=context.caller.tenant))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if why := weakness(new, (account.name, account.email, account.tenant_name)):
        return weak_password(why)
    if refused := await verify_own_password(context, account, command.current):
        return refused
    hashed = await context.hash_in_pool(hashing.make, new, context.random.bytes(hashing.SALT_BYTES))
    context.write(
        memberships.set_password(account.id, account.session_version, hashed, tenant_id=account.tenant_id),
        sessions.end_all_of(account.id, tenant_id=account.tenant_id),
        *tokens.end_all_of(account.id, command.keep_tokens, tenant_id=account.tenant_id),
        one_time_tokens.drop(account.id, KIND),
    )
    notify_password_changed(context, account)
    signed_in = open_session(context, account, account.session_version + 1)
    return Done(signed_in, [DomainEvent("PASSWORD_CHANGED", account.tenant_id, Subject("person", account.id, account.name))])
