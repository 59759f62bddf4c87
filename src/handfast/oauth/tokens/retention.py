"""Forgets revocations of tokens that have expired."""

from handfast.kernel.outcomes import Done, Refused
from handfast.oauth.tokens import store
from handfast.runner.context import Context


async def forget_revocations(context: Context, _: None) -> Done[None] | Refused:
    context.write(store.purge(context.now))
    return Done(None)
