"""Forgets sessions, tokens and links that are over. A job calls it; nothing depends on it, since each is checked when it is shown."""

from handfast.kernel.outcomes import Done
from handfast.runner.run import Context
from handfast.users import store


async def purge(context: Context, _: None) -> Done[None]:
    context.write(*store.purge(context.now))
    return Done(None)
