"""Step 6. Forgets claims that no proof came for, after a day, and devices that were removed thirty days ago."""

from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.devices import store as devices
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


async def expire_claims(context: Context, _: None) -> Done[int] | Refused:
    """The view is how many."""
    rows = await context.reads.fetch_all(store.EXPIRED_CLAIMS, context.now)
    context.write(*(store.expire_claim(row["person_id"], row["tenant_id"], context.now) for row in rows))
    facts = [
        DomainEvent(
            "LINK_CLAIM_EXPIRED", row["tenant_id"], Subject("person", row["person_id"], row["name"]), {"rustdesk_id": row["rustdesk_id"]}
        )
        for row in rows
    ]
    return Done(len(rows), facts)


async def forget_removed(context: Context, _: None) -> Done[int] | Refused:
    """After thirty days a removed device is forgotten; the trail keeps that it was. The view is how many.

    If it still speaks to this server, it comes in as a new device that is nobody's.
    """
    rows = await context.reads.fetch_all(rustdesk.LONG_REMOVED, restorable_since(context.now))
    context.write(*(devices.delete(row["device_id"], row["tenant_id"]) for row in rows))
    return Done(len(rows))
