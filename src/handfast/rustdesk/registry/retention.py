"""Deletes transient devices, which announced themselves and fell silent: otherwise unknown clients could fill a company's list for ever.

Devices that a user has dealt with stay: those typed in, linked, named in a pending link, exempt or disabled. A device that comes back is
a new one.
"""

from collections import Counter

from handfast.devices import store as devices
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import TRANSIENT_AFTER
from handfast.rustdesk.registry.uuid_conflicts import store as uuid_conflicts
from handfast.rustdesk.registry.uuid_conflicts.rules import KEPT_FOR


async def forget_transient(context: Context, _: None) -> Done[int]:
    """The view is the number of devices."""
    silent_since = context.now - TRANSIENT_AFTER
    found = await context.fetch_all(store.transient(silent_since, context.now))
    context.write(uuid_conflicts.purge(context.now - KEPT_FOR))
    context.write(*(devices.delete_silent(one.id, one.version, silent_since, tenant_id=one.tenant_id) for one in found))
    each = [DomainEvent("DEVICE_FORGOTTEN", one.tenant_id, Subject("device", one.id, one.name), version=one.version + 1) for one in found]
    counts = Counter(one.tenant_id for one in found)
    sums = [DomainEvent("STRANGERS_FORGOTTEN", tenant, Subject("tenant", tenant), {"count": count}) for tenant, count in counts.items()]
    return Done(len(found), [*each, *sums])
