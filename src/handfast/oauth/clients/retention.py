"""Removes clients that were deleted, once no request can still be about one of them."""

from handfast.kernel.outcomes import Done
from handfast.kernel.time import MINUTE
from handfast.oauth.clients import store
from handfast.runner.context import Context

KEPT = 16 * MINUTE
"""Until none of its access tokens could be unexpired (`LISTED` of oauth/tokens): its row is what names it in the list of revocations."""


async def purge_clients(context: Context, _: None) -> Done[bool]:
    """The view says whether there may be more."""
    before = context.now - KEPT
    if await context.fetch_one(store.is_more_to_purge(before)) is None:
        return Done(False)
    context.write(store.purge(before))
    return Done(True)
