"""Makes a further token of a service account, which works beside the others: so a program changes over without a gap."""

from dataclasses import dataclass

from handfast.kernel.ids import ServiceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.service_accounts import store
from handfast.users.service_accounts.notices import notify_token_made
from handfast.users.service_accounts.rules import MOST_TOKENS, ServiceAccount, ServiceToken, beyond_role, free_slot, token_text
from handfast.users.sessions.unconfirmed import unconfirmed

_FULL = f"This service account has {MOST_TOKENS} tokens. Revoke one first."


@dataclass(frozen=True, slots=True)
class MadeToken:
    account: ServiceAccount
    token: ServiceToken
    text: Secret


async def make_token(context: Context, account_id: ServiceId) -> Done[MadeToken] | Refused:
    """FORBIDDEN if the account may do what the caller's own role may not: whoever makes a token holds it."""
    tenant_id = context.caller.tenant
    account = await context.fetch_one(store.account(account_id, tenant_id=tenant_id))
    if account is None:
        return Refused(Reason.NOT_FOUND)
    if refused := beyond_role(context.caller.gives_as, account.scopes) or await unconfirmed(context):
        return refused
    if account.expires_at <= context.now:
        return Refused(Reason.SERVICE_ACCOUNT_EXPIRED)
    held = await context.fetch_all(store.tokens_of(account.id, tenant_id=tenant_id))
    slot = free_slot((token.slot for token in held), MOST_TOKENS)
    if slot is None:
        return Refused(Reason.SERVICE_ACCOUNT_LIMIT, extra={"detail": _FULL})
    context.write(store.keep(account, tenant_id=tenant_id))
    token, text = write_token(context, account, slot)
    await notify_token_made(context, account)
    made = DomainEvent("SERVICE_TOKEN_MADE", tenant_id, Subject("service", account.id, account.name), {"token": token.id})
    return Done(MadeToken(account, token, text), [made])


def write_token(context: Context, account: ServiceAccount, slot: int) -> tuple[ServiceToken, Secret]:
    text = token_text(context.random.bytes(32))
    token = ServiceToken(context.random.id(), account.id, slot, context.caller.name, context.now, None, None)
    context.write(store.insert_token(digest(text), token, tenant_id=context.caller.tenant))
    return token, Secret(text)
