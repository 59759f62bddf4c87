"""One's own sessions, the newest first."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.sessions import store
from handfast.users.sessions.store import OwnSession


async def list_sessions(context: Context, _: None) -> Done[Sequence[OwnSession]]:
    caller = context.caller
    found = await context.fetch_all(store.of_account(caller.account, context.now))
    return Done([one for one in found if one.tenant_id == caller.tenant_id] if caller.company_only else found)
