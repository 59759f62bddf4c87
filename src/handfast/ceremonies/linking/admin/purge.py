"""Step 4. After thirty days a removed device is forgotten; the trail keeps that it was.

From then on it is as unknown as any other: if it still speaks to this server, it comes in as a new device that is nobody's.
"""

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.run import Act


async def forget_removed(act: Act, _: None) -> Done[None] | Refused:
    act.write(store.purge(restorable_since(act.now)))
    return Done(None)
