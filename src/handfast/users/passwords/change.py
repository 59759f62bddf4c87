"""Changes one's own password. Every other session ends, this one gets a new id, and access tokens end unless the caller keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.access_tokens import store as tokens
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.memberships import store as memberships
from handfast.users.notices import notify_password_changed
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.passwords.store import KIND
from handfast.users.passwords.verify_own_password import verify_own_password
from handfast.users.rules import weak_password
from handfast.users.second_factors.factors import has_second_factor
from handfast.users.sessions import store as sessions
from handfast.users.sessions.entering import browser_life_of
from handfast.users.sessions.opening import SignedIn, open_operator_session, open_session
from handfast.users.store import StoredMember


@dataclass(frozen=True, slots=True)
class NewPassword:
    current: Secret
    new: Secret
    keep_tokens: Sequence[str] = ()
    """Ids of the access tokens that stay valid; all others end."""


async def change_password(context: Context, command: NewPassword) -> Done[SignedIn] | Refused:
    new = normalised(command.new.reveal())
    caller = context.caller
    account = await context.fetch_one(accounts.account(caller.account))
    member = await _member(context)
    confirmed_at = await context.fetch_one(sessions.confirmed_at(caller.session_id)) if caller.session_id else None
    if account is None or caller.session_id is None or confirmed_at is None or (member is None and caller.kind == "person"):
        return Refused(Reason.UNAUTHENTICATED)
    if why := weakness(new, (account.name, account.email, member.tenant_name if member else "")):
        return weak_password(why)
    if refused := await verify_own_password(context, account, command.current):
        return refused
    hashed = await context.hash_in_pool(hashing.make, new, context.random.bytes(hashing.SALT_BYTES))
    context.write(
        accounts.set_password(account.id, account.session_version, hashed),
        memberships.end_access(account.id),
        sessions.end_others_of_account(account.id, caller.session_id),
        *tokens.end_all_of_account(account.id, command.keep_tokens),
        one_time_tokens.drop_of_account(account.id, KIND),
    )
    notify_password_changed(context, account)
    changed = await events_of(context, "PASSWORD_CHANGED", account)
    # The password was just typed; where there is a second factor, that alone confirms nothing.
    since = confirmed_at if await has_second_factor(context, account.id) else context.now
    if member is None:
        raised = replace(account, session_version=account.session_version + 1)
        return Done(open_operator_session(context, raised, confirmed_at=since, replaces=caller.session_id), changed)
    life = browser_life_of(context, member)
    return Done(open_session(context, member, member.session_version + 1, life, since, replaces=caller.session_id), changed)


async def _member(context: Context) -> StoredMember | None:
    """The caller as a user; None for an operator."""
    if context.caller.kind == "operator":
        return None
    return await context.fetch_one(store.member(context.caller.user_id, tenant_id=context.caller.tenant))
