"""Makes somebody who has an account an operator of the server, or takes that away again. Only at the machine itself.

An account that nobody uses yet does not become one: whoever holds the link of its invitation could come to own it. The last operator stays:
without one, nobody could make companies or help their owners.
"""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.accounts import store
from handfast.users.accounts.store import Account
from handfast.users.memberships.store import has_joined

_UNUSED = "Nobody has signed in with this e-mail address yet: let them accept the invitation first."


@dataclass(frozen=True, slots=True)
class SetOperator:
    email: str
    is_operator: bool


async def set_operator(context: Context, command: SetOperator) -> Done[Account] | Refused:
    account = await context.fetch_one(store.by_email(texts.email(command.email) or ""))
    if account is None:
        return Refused(Reason.NOT_FOUND)
    if account.is_operator == command.is_operator:
        return Done(account)
    if command.is_operator and account.password_hash is None and await context.fetch_one(has_joined(account.id)) is None:
        return Refused(Reason.NOT_FOUND, extra={"detail": _UNUSED})
    if not command.is_operator:
        other = next((one for one in await context.fetch_all(store.operators()) if one.id != account.id), None)
        if other is None:
            return Refused(Reason.LAST_OPERATOR)
        context.write(store.keep_operator(other.id))
    context.write(store.set_operator(account.id, context.now if command.is_operator else None))
    kind = "OPERATOR_ADDED" if command.is_operator else "OPERATOR_REMOVED"
    return Done(account, [DomainEvent(kind, None, Subject("person", account.id, account.name))])


async def list_operators(context: Context, _: None) -> Done[list[Account]]:
    return Done(list(await context.fetch_all(store.operators())))
