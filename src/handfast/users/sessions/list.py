"""One's own sessions, the newest first."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.sessions import store
from handfast.users.sessions.store import OwnSession


async def list_sessions(context: Context, _: None) -> Done[Sequence[OwnSession]]:
    return Done(await context.fetch_all(store.of_account(context.caller.account, context.now)))
