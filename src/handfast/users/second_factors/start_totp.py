"""Step 1. Makes a secret for an app that shows codes. It counts only once a first code was typed; asked again, there is another one."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.second_factors import store
from handfast.users.second_factors.rules import SECRET_BYTES, secret_text, uri
from handfast.users.second_factors.secrets import NONCE_BYTES, seal
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class NewTotp:
    secret: Secret
    uri: Secret


async def start_totp(context: Context, _: None) -> Done[NewTotp] | Refused:
    """A stolen session must not be able to put its thief's app in front of the account."""
    account = await context.fetch_one(accounts.account(context.caller.account))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await unconfirmed(context):
        return refused
    if await context.fetch_one(store.totp_since(account.id)) is not None:
        return Refused(Reason.SECOND_FACTOR_ON)
    secret = secret_text(context.random.bytes(SECRET_BYTES))
    context.write(store.start(account.id, seal(context.keys, context.random.bytes(NONCE_BYTES), account.id, secret), context.now))
    issuer = f"Handfast {urlsplit(context.policy.public_url).hostname or ''}".strip()
    return Done(NewTotp(Secret(secret), Secret(uri(secret, account.email, issuer))))
