"""Revokes one token of a service account; the others go on."""

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.service_accounts import store
from handfast.users.sessions.unconfirmed import unconfirmed


async def revoke_token(context: Context, token_id: str) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    token = await context.fetch_one(store.token(token_id, tenant_id=tenant_id))
    account = await context.fetch_one(store.account(token.account_id, tenant_id=tenant_id)) if token is not None else None
    if token is None or account is None:
        return Refused(Reason.NOT_FOUND)
    if refused := await unconfirmed(context):
        return refused
    context.write(store.revoke_token(token.id, tenant_id=tenant_id))
    details = {"service_account": account.id}
    return Done(None, [DomainEvent("SERVICE_TOKEN_REVOKED", tenant_id, Subject("token", token.id, account.name), details)])
