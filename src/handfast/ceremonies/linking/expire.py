"""Step 6. Claims that no proof came for are forgotten after a day."""

from handfast.ceremonies.linking import store
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.runner.run import Act


async def expire_claims(act: Act, _: None) -> Done[int] | Refused:
    """The view is how many."""
    rows = await act.reads.all(store.EXPIRED_CLAIMS, act.now)
    act.write(*(store.expire_claim(row["person_id"], row["tenant_id"], act.now) for row in rows))
    facts = [
        Fact("LINK_CLAIM_EXPIRED", row["tenant_id"], Subject("person", row["person_id"], row["name"]), {"rustdesk_id": row["rustdesk_id"]})
        for row in rows
    ]
    return Done(len(rows), facts)
