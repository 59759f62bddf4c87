"""Step 6. The scheduler closes expired codes and erases their hash; later it deletes the row."""

from handfast.ceremonies.pairing import store
from handfast.ceremonies.pairing.rules import LONGEST_LIFE
from handfast.db.raw import fetch_rows
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.time import DAY, SKEW
from handfast.runner.context import Context

EVIDENCE = 90 * DAY


async def expire(context: Context, _: None) -> Done[int] | Refused:
    """Closes up to 200 expired codes; if there are none, codes made before the clock was set back that would live longer than allowed.

    `Done.view` is their number.
    """
    overdue = await fetch_rows(context.reads, store.OVERDUE, context.now) or await fetch_rows(
        context.reads, store.ENDS_AFTER, context.now + LONGEST_LIFE + SKEW
    )
    context.write(*(store.close(row["id"], row["tenant_id"], "expired", context.now) for row in overdue))
    return Done(len(overdue), [DomainEvent("CODE_EXPIRED", row["tenant_id"], Subject("invite", row["id"])) for row in overdue])


async def forget(context: Context, _: None) -> Done[None] | Refused:
    context.write(store.purge(context.now - EVIDENCE))
    return Done(None)
