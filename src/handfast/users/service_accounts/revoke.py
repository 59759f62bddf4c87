"""Revokes a service account: its tokens end at the next request. `offboarding/revoke_service_account.py` ends what else is its own."""

from handfast.kernel.ids import ServiceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.service_accounts import store
from handfast.users.sessions.unconfirmed import unconfirmed


async def revoke(context: Context, account_id: ServiceId) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    account = await context.fetch_one(store.account(account_id, tenant_id=tenant_id))
    if account is None:
        return Refused(Reason.NOT_FOUND)
    if refused := await unconfirmed(context):
        return refused
    context.write(store.revoke(account, context.now, tenant_id=tenant_id), store.drop_tokens(account.id, tenant_id=tenant_id))
    return Done(None, [DomainEvent("SERVICE_ACCOUNT_REVOKED", tenant_id, Subject("service", account.id, account.name))])
