"""Step 4. After thirty days a removed device is forgotten; the trail keeps that it was.

From then on it is as unknown as any other: if it still speaks to this server, it comes in as a new device that is nobody's.
"""

from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.devices import store as devices
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.run import Context
from handfast.rustdesk.registry import store as rustdesk


async def forget_removed(context: Context, _: None) -> Done[int] | Refused:
    """The view is how many."""
    rows = await context.reads.fetch_all(rustdesk.LONG_REMOVED, restorable_since(context.now))
    context.write(*(devices.delete(row["device_id"], row["tenant_id"]) for row in rows))
    return Done(len(rows))
