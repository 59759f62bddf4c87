"""Removes an address: nothing more is sent there."""

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.recipients import store
from handfast.users.sessions.unconfirmed import unconfirmed


async def remove_recipient(context: Context, id: str) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    recipient = await context.fetch_one(store.recipient(id, tenant_id=tenant_id))
    if recipient is None:
        return Refused(Reason.NOT_FOUND)
    if refused := await unconfirmed(context):
        return refused
    context.write(store.delete(id, tenant_id=tenant_id))
    return Done(None, [DomainEvent("RECIPIENT_REMOVED", tenant_id, Subject("tenant", tenant_id), {"email": recipient.email})])
