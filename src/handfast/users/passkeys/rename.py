"""Gives one of one's own passkeys another name."""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.passkeys import store
from handfast.users.rules import invalid_name


@dataclass(frozen=True, slots=True)
class RenamePasskey:
    id: str
    name: str


async def rename(context: Context, command: RenamePasskey) -> Done[None] | Refused:
    name = texts.display_name(command.name)
    if name is None:
        return invalid_name()
    account = await context.fetch_one(accounts.account(context.caller.account))
    passkey = await context.fetch_one(store.own(command.id, context.caller.account))
    if account is None or passkey is None:
        return Refused(Reason.NOT_FOUND)
    if passkey.name == name:
        return Done(None)
    context.write(store.rename(passkey.id, name, account.id))
    details = {"old_name": passkey.name, "passkey": name}
    return Done(None, await events_of(context, "PASSKEY_RENAMED", account, details))
