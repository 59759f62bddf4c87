"""Step 6. Deletes pending links that got no proof within a day, and devices that were removed thirty days ago."""

from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


async def expire_pending_links(context: Context, _: None) -> Done[int] | Refused:
    """The view is the number of pending links that expired."""
    expired = await context.fetch_all(store.expired_pending_links(context.now))
    context.write(*(store.expire_pending_link(one.user_id, context.now, tenant_id=one.tenant_id) for one in expired))
    events = [
        DomainEvent("LINK_CLAIM_EXPIRED", one.tenant_id, Subject("person", one.user_id, one.name), {"rustdesk_id": one.rustdesk_id})
        for one in expired
    ]
    return Done(len(expired), events)


async def forget_removed(context: Context, _: None) -> Done[int] | Refused:
    """Deletes devices that were removed thirty days ago; the audit trail still has them. The view is their number.

    A device that still talks to this server is added as a new, unclaimed one.
    """
    until = restorable_since(context.now)
    removed = await context.fetch_all(rustdesk.long_removed(until))
    for device in removed:
        context.write(*rustdesk.forget_removed(device.device_id, until, tenant_id=device.tenant_id))
    return Done(len(removed))
