"""Step 4. Shows abandoned devices (unclaimed, not exempt, and not heard of for a long time), then removes those that the admin names."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import FEWEST_DAYS, AdminDevice, restorable_since
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


@dataclass(frozen=True, slots=True)
class Abandoned:
    devices: Sequence[AdminDevice]
    total: int


async def preview(context: Context, days: int) -> Done[Abandoned] | Refused:
    tenant_id, silent_since = context.caller.tenant, context.now - days * DAY
    devices = await context.fetch_all(store.abandoned(context.now, silent_since, tenant_id=tenant_id))
    total = await context.fetch_one(store.count_abandoned(context.now, silent_since, tenant_id=tenant_id))
    return Done(Abandoned(devices, total or 0))


async def remove(context: Context, ids: Sequence[DeviceId]) -> Done[int] | Refused:
    """Removes those of the named devices that are still abandoned. The view is their number."""
    if not ids:
        return Done(0)
    tenant_id, silent_since = context.caller.tenant, context.now - FEWEST_DAYS * DAY
    devices = await context.fetch_all(store.abandoned_among(sorted(set(ids)), context.now, silent_since, tenant_id=tenant_id))
    events = []
    for device in devices:
        context.write(*rustdesk.remove_abandoned(device.id, device.version, context.now, tenant_id=tenant_id))
        events.append(DomainEvent("DEVICE_CLEANED_UP", tenant_id, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version + 1))
    return Done(len(events), events)


async def removed(context: Context, _: None) -> Done[Sequence[AdminDevice]] | Refused:
    """The removed devices that can still be restored, whoever removed them."""
    return Done(await context.fetch_all(store.removed(restorable_since(context.now), tenant_id=context.caller.tenant)))
