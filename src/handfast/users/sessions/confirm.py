"""Confirms a session by typing the password again, so that it may do what gives lasting access."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.passwords.verify_own_password import verify_own_password
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class ConfirmPassword:
    current: Secret


async def confirm(context: Context, command: ConfirmPassword) -> Done[None] | Refused:
    caller = context.caller
    account = await context.fetch_one(accounts.account(caller.account))
    if account is None or caller.session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    if await context.fetch_one(store.confirmed_at(caller.session_id)) is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await verify_own_password(context, account, command.current):
        return refused
    context.write(accounts.keep_password(account.id, account.session_version, None), store.confirm(caller.session_id, context.now))
    return Done(None, [DomainEvent("SESSION_CONFIRMED", caller.tenant_id, Subject("person", caller.id, caller.name))])
