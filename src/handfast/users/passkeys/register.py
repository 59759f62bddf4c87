"""Step 1. Keeps the public key of a passkey that was just made."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.notices import notify_passkey_added
from handfast.users.passkeys import store
from handfast.users.passkeys.challenges import Place, take
from handfast.users.passkeys.library import Attestation, NewCredential, check_attestation
from handfast.users.passkeys.rules import MOST, bound_to_session, transports_of
from handfast.users.passkeys.store import Passkey
from handfast.users.rules import invalid_name
from handfast.users.second_factors.factors import begin_or_add
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class NewPasskey:
    name: str
    attestation: Attestation
    transports: list[str]


@dataclass(frozen=True, slots=True)
class Registered:
    passkey: Passkey
    recovery_codes: Sequence[Secret]
    """To be shown once; none if the account had a second factor before."""


async def register(context: Context, command: NewPasskey) -> Done[Registered] | Refused:
    caller = context.caller
    account = await context.fetch_one(accounts.account(caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    name = texts.display_name(command.name)
    if name is None or caller.session_id is None:
        return invalid_name()
    expected = await take(context, Place(bound_to_session(caller.session_id), "register"), account.id)
    if isinstance(expected, Refused):
        return expected
    made = await context.hash_in_pool(check_attestation, command.attestation, expected)
    if made is None or await context.fetch_one(store.by_credential(made.credential_id)) is not None:
        return Refused(Reason.PASSKEY_NOT_ACCEPTED)
    if (await context.fetch_one(store.count(account.id)) or 0) >= MOST:
        return Refused(Reason.TOO_MANY_PASSKEYS)
    passkey = _passkey(context, made, name, command.transports)
    codes = await begin_or_add(context, account.id)
    context.write(store.insert(passkey))
    notify_passkey_added(context, account, name)
    return Done(Registered(passkey, codes), await events_of(context, "PASSKEY_ADDED", account, {"passkey": name}))


def _passkey(context: Context, made: NewCredential, name: str, transports: list[str]) -> Passkey:
    return Passkey(
        id=context.random.id(),
        account_id=context.caller.account,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        transports=store.transports_text(transports_of(transports)),
        is_synced=int(made.is_synced),
        is_backed_up=int(made.is_backed_up),
        created_at=context.now,
        last_used_at=None,
    )
