"""Notes how far the caller has read, for all of their browsers."""

from handfast.kernel.outcomes import Done
from handfast.reports.notices import store
from handfast.reports.notices.list import SHOWN_FOR
from handfast.runner.context import Context


async def mark_read(context: Context, until: int) -> Done[None]:
    """`until` is the id of the newest notice that was shown. A later one stays unread, whatever is sent."""
    caller = context.caller
    shown = await context.fetch_all(store.notices(context.now - SHOWN_FOR, tenant_id=caller.tenant))
    newest = max((entry.id for entry in shown), default=0)
    context.write(store.read(caller.user_id, min(until, newest), tenant_id=caller.tenant))
    return Done(None)
