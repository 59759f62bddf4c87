"""Step 4. Shows abandoned devices (unclaimed, not exempt, and not heard of for a long time), then removes those that the admin names."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import FEWEST_DAYS, restorable_since
from handfast.ceremonies.linking.admin.view import AdminDevice, device_of
from handfast.db.raw import fetch_row, fetch_rows
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk


@dataclass(frozen=True, slots=True)
class Abandoned:
    devices: Sequence[AdminDevice]
    total: int


async def preview(context: Context, days: int) -> Done[Abandoned] | Refused:
    asked = (context.caller.tenant, context.now, context.now - days * DAY)
    rows, total = await fetch_rows(context.reads, store.ABANDONED, *asked), await fetch_row(context.reads, store.ABANDONED_TOTAL, *asked)
    return Done(Abandoned([device_of(row, context.now) for row in rows], total["total"] if total else 0))


async def remove(context: Context, ids: Sequence[str]) -> Done[int] | Refused:
    """Removes those of the named devices that are still abandoned. The view is their number."""
    tenant_id, wanted = context.caller.tenant, sorted(set(ids))
    rows = await store.abandoned_of(context.reads, tenant_id, wanted, context.now, context.now - FEWEST_DAYS * DAY) if wanted else ()
    facts = []
    for row in rows:
        device = device_of(row, context.now)
        context.write(*rustdesk.remove_abandoned(device.id, tenant_id, device.version, context.now))
        facts.append(DomainEvent("DEVICE_CLEANED_UP", tenant_id, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version + 1))
    return Done(len(facts), facts)


async def removed(context: Context, _: None) -> Done[Sequence[AdminDevice]] | Refused:
    """The removed devices that can still be restored, whoever removed them."""
    rows = await fetch_rows(context.reads, store.REMOVED, context.caller.tenant, restorable_since(context.now))
    return Done([device_of(row, context.now) for row in rows])
