"""Forgets sessions, tokens and links that are over. A job calls it; nothing depends on it, since each is checked when it is shown."""

from handfast.kernel.outcomes import Done
from handfast.runner.run import Act
from handfast.users import store


async def purge(act: Act, _: None) -> Done[None]:
    act.write(*store.purge(act.now))
    return Done(None)
