"""Step 6. The clockwork closes codes whose time is over and erases their hash; later it forgets the row."""

from handfast.ceremonies.pairing import store
from handfast.ceremonies.pairing.rules import LONGEST_LIFE
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.kernel.time import DAY, SKEW
from handfast.runner.run import Act

EVIDENCE = 90 * DAY


async def expire(act: Act, _: None) -> Done[int] | Refused:
    """Closes up to 200 codes whose time is over, or that were made before the clock was set back and would live longer than any may.

    The view is how many.
    """
    overdue = await act.reads.all(store.OVERDUE, act.now) or await act.reads.all(store.ENDS_AFTER, act.now + LONGEST_LIFE + SKEW)
    act.write(*(store.close(row["id"], row["tenant_id"], "expired", act.now) for row in overdue))
    return Done(len(overdue), [Fact("CODE_EXPIRED", row["tenant_id"], Subject("invite", row["id"])) for row in overdue])


async def forget(act: Act, _: None) -> Done[None] | Refused:
    act.write(store.purge(act.now - EVIDENCE))
    return Done(None)
