"""Deletes transient devices, which announced themselves and fell silent: otherwise unknown clients could fill a company's list for ever.

Devices that a user has dealt with stay: those typed in, linked, named in a pending link, exempt or disabled. A device that comes back is
a new one.
"""

from collections import Counter

from handfast.db.raw import fetch_rows
from handfast.devices import store as devices
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import TRANSIENT_AFTER
from handfast.rustdesk.registry.uuid_conflicts import store as rivals
from handfast.rustdesk.registry.uuid_conflicts.rules import KEPT_FOR


async def forget_transient(context: Context, _: None) -> Done[int]:
    """The view is the number of devices."""
    silent_since = context.now - TRANSIENT_AFTER
    rows = await fetch_rows(context.reads, store.TRANSIENT, silent_since, context.now)
    context.write(rivals.purge(context.now - KEPT_FOR))
    context.write(*(devices.delete_silent(row["id"], row["tenant_id"], row["version"], silent_since) for row in rows))
    gone = [
        DomainEvent("DEVICE_FORGOTTEN", row["tenant_id"], Subject("device", row["id"], row["name"]), version=row["version"] + 1)
        for row in rows
    ]
    counted = Counter(row["tenant_id"] for row in rows)
    told = [DomainEvent("STRANGERS_FORGOTTEN", tenant, Subject("tenant", tenant), {"count": count}) for tenant, count in counted.items()]
    return Done(len(rows), [*gone, *told])
