"""Checks that somebody has used a passkey for the challenge that their browser was given."""

from dataclasses import dataclass

from handfast.kernel.ids import AccountId
from handfast.kernel.outcomes import Reason, Refused
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.passkeys import store
from handfast.users.passkeys.challenges import Place, take
from handfast.users.passkeys.library import Assertion, check_assertion
from handfast.users.passkeys.rules import shows_a_copy
from handfast.users.passkeys.store import Passkey


@dataclass(frozen=True, slots=True)
class ShownPasskey:
    assertion: Assertion
    place: Place


async def use_passkey(context: Context, shown: ShownPasskey, account_id: AccountId | None) -> Passkey | Refused:
    """The passkey, used with this commit. `account_id`: whose it must be; None where it says so itself, by the user handle."""
    expected = await take(context, shown.place, account_id)
    if isinstance(expected, Refused):
        return expected
    sent = shown.assertion
    passkey = await context.fetch_one(store.by_credential(sent.credential_id))
    if passkey is None or (account_id is not None and passkey.account_id != account_id):
        return Refused(Reason.PASSKEY_NOT_ACCEPTED)
    handle = await context.fetch_one(accounts.user_handle(passkey.account_id))
    is_named = account_id is not None or sent.user_handle is not None
    if handle is None or not is_named or (sent.user_handle is not None and sent.user_handle != bytes(handle)):
        return Refused(Reason.PASSKEY_NOT_ACCEPTED)
    signed = await context.hash_in_pool(check_assertion, sent, expected, bytes(passkey.public_key))
    if signed is None:
        return Refused(Reason.PASSKEY_NOT_ACCEPTED)
    if shows_a_copy(passkey.sign_count, signed.sign_count):
        return await _copied(context, passkey)
    context.write(store.use(passkey, signed.sign_count, context.now, is_backed_up=signed.is_backed_up))
    return passkey


async def _copied(context: Context, passkey: Passkey) -> Refused:
    account = await context.fetch_one(accounts.account(passkey.account_id))
    events = await events_of(context, "PASSKEY_COPIED", account, {"passkey": passkey.name}) if account else []
    return Refused(Reason.PASSKEY_NOT_ACCEPTED, events=events)
