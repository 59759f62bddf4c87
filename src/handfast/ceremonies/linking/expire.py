"""Step 6. Claims that no proof came for are forgotten after a day."""

from handfast.ceremonies.linking import store
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.run import Context


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
