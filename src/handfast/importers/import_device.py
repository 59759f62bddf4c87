"""Step 3. One device of the file: made when it is not here, exempted when it was grandfathered there."""

from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store as admin
from handfast.ceremonies.linking.admin.rules import is_exempt
from handfast.importers import store
from handfast.importers.rules import DeviceRow
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.runner.run import Act
from handfast.rustdesk.registry.ids import default_name

GRANDFATHERED = "Grandfathered before the import"


@dataclass(frozen=True, slots=True)
class BringDevice:
    row: DeviceRow
    apply: bool


@dataclass(frozen=True, slots=True)
class Brought:
    what: tuple[str, ...] = ()
    """Empty when all of it was here already."""
    troubles: tuple[str, ...] = ()


async def bring_device(act: Act, wish: BringDevice) -> Done[Brought] | Refused:
    tenant_id, row = act.caller.tenant, wish.row
    held = await act.reads.one(admin.ONE_BY_RUSTDESK_ID, tenant_id, row.rustdesk_id)
    if held is not None and (not row.is_exempt or is_exempt(held["exempt_reason"], held["exempt_until"], act.now)):
        return Done(Brought())
    what = (*(() if held else ("devices",)), *(("exemptions",) if row.is_exempt else ()))
    if not wish.apply:
        return Done(Brought(what))
    id, name = (held["id"], held["name"]) if held else (act.random.id(), row.name or default_name(row.rustdesk_id))
    facts = []
    if held is None:
        made_at = row.created_at or act.now
        act.write(*store.add(id, tenant_id, row, name, made_at, GRANDFATHERED if row.is_exempt else None, act.caller.name))
        facts.append(Fact("DEVICE_ADDED", tenant_id, Subject("device", id, name), {"rustdesk_id": row.rustdesk_id}, 1))
    else:
        act.write(admin.exempt(id, tenant_id, GRANDFATHERED, None, act.caller.name))
    if row.is_exempt:
        facts.append(Fact("DEVICE_EXEMPTED", tenant_id, Subject("device", id, name), {"because": GRANDFATHERED, "until": ""}, 1))
    return Done(Brought(what), facts)
