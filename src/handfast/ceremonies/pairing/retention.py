"""Step 6. The scheduler closes expired codes and erases their hash; later it deletes the row."""

from handfast.ceremonies.pairing import store
from handfast.ceremonies.pairing.rules import LONGEST_LIFE
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.time import DAY, SKEW
from handfast.runner.context import Context
from handfast.runner.turns import next_span

EVIDENCE = 90 * DAY


async def expire(context: Context, _: None) -> Done[int] | Refused:
    """Closes up to 200 expired codes; if there are none, codes made before the clock was set back that would live longer than allowed.

    `Done.view` is their number.
    """
    overdue = await context.fetch_all(store.overdue(context.now))
    overdue = overdue or await context.fetch_all(store.ends_after(context.now + LONGEST_LIFE + SKEW))
    context.write(*(store.expire(code.id, context.now, tenant_id=code.tenant_id) for code in overdue))
    return Done(len(overdue), [DomainEvent("CODE_EXPIRED", code.tenant_id, Subject("invite", code.id)) for code in overdue])


async def forget(context: Context, _: None) -> Done[None] | Refused:
    context.write(store.purge(context.now - EVIDENCE, *await next_span(context, "pairing_codes", store.nth_after)))
    return Done(None)
