"""Step 4. After thirty days a removed device is forgotten; the trail keeps that it was.

From then on it is as unknown as any other: if it still speaks to this server, it comes in as a new device that is nobody's.
"""

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.run import Context


async def forget_removed(context: Context, _: None) -> Done[None] | Refused:
    context.write(store.purge(restorable_since(context.now)))
    return Done(None)
