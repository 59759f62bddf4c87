"""Step 6. Deletes pending links that got no proof within a day, and devices that were removed thirty days ago."""

from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.db.raw import fetch_rows
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


async def expire_claims(context: Context, _: None) -> Done[int] | Refused:
    """The view is the number of pending links that expired."""
    rows = await fetch_rows(context.reads, store.EXPIRED_CLAIMS, context.now)
    context.write(*(store.expire_claim(row["person_id"], row["tenant_id"], context.now) for row in rows))
    facts = [
        DomainEvent(
            "LINK_CLAIM_EXPIRED", row["tenant_id"], Subject("person", row["person_id"], row["name"]), {"rustdesk_id": row["rustdesk_id"]}
        )
        for row in rows
    ]
    return Done(len(rows), facts)


async def forget_removed(context: Context, _: None) -> Done[int] | Refused:
    """Deletes devices that were removed thirty days ago; the audit trail still has them. The view is their number.

    A device that still talks to this server is added as a new, unclaimed one.
    """
    until = restorable_since(context.now)
    rows = await fetch_rows(context.reads, rustdesk.LONG_REMOVED, until)
    for row in rows:
        context.write(*rustdesk.forget_removed(row["device_id"], row["tenant_id"], until))
    return Done(len(rows))
