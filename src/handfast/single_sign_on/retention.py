"""Deletes sign-ins that nobody ended, and what is remembered of logouts."""

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.single_sign_on import store


async def forget_transactions(context: Context, _: None) -> Done[None]:
    context.write(store.purge_transactions(context.now), store.purge_logout_tokens(context.now))
    return Done(None)
