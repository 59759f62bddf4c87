"""Confirms a session by typing the password again, so that it may do what gives lasting access."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users import store as accounts
from handfast.users.passwords.prove import prove_password
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class ConfirmPassword:
    current: Secret


async def confirm(context: Context, command: ConfirmPassword) -> Done[None] | Refused:
    caller = context.caller
    row = await accounts.account(context.reads, caller.tenant, caller.user_id)
    if row is None or caller.session_id is None or await store.confirmed_at(context.reads, caller.tenant, caller.session_id) is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await prove_password(context, row, command.current):
        return refused
    context.write(store.confirm(caller.tenant, caller.session_id, row["epoch"], context.now))
    return Done(None, [DomainEvent("SESSION_CONFIRMED", caller.tenant, Subject("person", caller.user_id, caller.name))])
