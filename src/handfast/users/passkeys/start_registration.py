"""Step 1. Gives the challenge with which a browser makes a passkey, and what the authenticator shows of the account."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.store import Account
from handfast.users.passkeys import store
from handfast.users.passkeys.challenges import Place, ask
from handfast.users.passkeys.rules import HANDLE_BYTES, MOST, bound_to_session
from handfast.users.passkeys.store import Passkey
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class Creation:
    challenge: bytes
    rp_id: str
    account: Account
    user_handle: bytes
    """Random: an authenticator hands it out to whoever holds it, so it says nothing about the user (WebAuthn 14.6.1)."""
    known: list[Passkey]
    """An authenticator that holds one of these makes no second one."""


async def start_registration(context: Context, _: None) -> Done[Creation] | Refused:
    """A stolen session must not be able to leave a passkey behind."""
    caller = context.caller
    account = await context.fetch_one(accounts.account(caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    if caller.session_id is None:
        return Refused(Reason.FORBIDDEN)
    known = await context.fetch_all(store.of_account(account.id))
    if len(known) >= MOST:
        return Refused(Reason.TOO_MANY_PASSKEYS)
    asked = ask(context, Place(bound_to_session(caller.session_id), "register"), account.id)
    if isinstance(asked, Refused):
        return asked
    handle = await context.fetch_one(accounts.user_handle(account.id))
    if handle is None:
        handle = context.random.bytes(HANDLE_BYTES)
        context.write(accounts.set_user_handle(account.id, handle))
    return Done(Creation(*asked, account, bytes(handle), known))
