"""Deletes devices that are gone, and credentials too old to serve as evidence of reuse."""

from handfast.devices import lists, store
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.runner.turns import next_span

EVIDENCE = 90 * DAY


async def forget_devices(context: Context, _: None) -> Done[None] | Refused:
    span = await next_span(context, "devices", lists.nth_after)
    context.write(store.purge(context.now - EVIDENCE), store.purge_credentials(context.now - EVIDENCE, *span))
    return Done(None)
