"""Step 4. What is abandoned: nobody's, not exempt, and not heard of for a long time. Shown first, then removed by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import FEWEST_DAYS, restorable_since
from handfast.ceremonies.linking.admin.view import AdminDevice, device_of
from handfast.kernel.outcomes import Done, Fact, Refused
from handfast.kernel.time import DAY
from handfast.runner.run import Act


@dataclass(frozen=True, slots=True)
class Abandoned:
    devices: Sequence[AdminDevice]
    total: int


async def preview(act: Act, days: int) -> Done[Abandoned] | Refused:
    asked = (act.caller.tenant, act.now, act.now - days * DAY)
    rows, total = await act.reads.all(store.ABANDONED, *asked), await act.reads.one(store.ABANDONED_TOTAL, *asked)
    return Done(Abandoned([device_of(row, act.now) for row in rows], total["total"] if total else 0))


async def remove(act: Act, ids: Sequence[str]) -> Done[int] | Refused:
    """Of the devices named, those that are still abandoned. The view is how many."""
    tenant_id, wanted = act.caller.tenant, sorted(set(ids))
    rows = await store.abandoned_of(act.reads, tenant_id, wanted, act.now, act.now - FEWEST_DAYS * DAY) if wanted else ()
    facts = []
    for row in rows:
        device = device_of(row, act.now)
        act.write(*store.remove(device.id, tenant_id, device.version, act.now))
        facts.append(Fact("DEVICE_CLEANED_UP", tenant_id, device.subject, {"rustdesk_id": device.rustdesk_id}, device.version + 1))
    return Done(len(facts), facts)


async def removed(act: Act, _: None) -> Done[Sequence[AdminDevice]] | Refused:
    """What can still be brought back, whoever removed it."""
    rows = await act.reads.all(store.REMOVED, act.caller.tenant, restorable_since(act.now))
    return Done([device_of(row, act.now) for row in rows])
