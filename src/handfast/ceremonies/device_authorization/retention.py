"""Step 5. The scheduler erases the codes of requests that are over, and later deletes the requests."""

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.rules import LIFE
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY, HOUR, SKEW
from handfast.runner.context import Context

EVIDENCE = 90 * DAY
"""Of what somebody decided. What nobody did is of no use once it no longer counts as repeated, and strangers can make many."""


async def expire(context: Context, _: None) -> Done[bool] | Refused:
    """The view says whether something was erased, and there may be more."""
    latest = context.now + LIFE + SKEW
    if await context.fetch_one(store.overdue(context.now, latest)) is None:
        return Done(False)
    context.write(store.erase_codes(context.now, latest))
    return Done(True)


async def forget(context: Context, _: None) -> Done[None] | Refused:
    context.write(store.purge_undecided(context.now - HOUR), store.purge_decided(context.now - EVIDENCE))
    return Done(None)
