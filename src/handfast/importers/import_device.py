"""Step 3. Imports a device of the file: it is added if it is missing here, and exempted if it was grandfathered there."""

from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store as admin
from handfast.ceremonies.linking.bind import has_room
from handfast.importers.rules import DeviceRow
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.ids import default_name, grouped

NO_ROOM = "the company has as many devices as it may have"
GRANDFATHERED = "Grandfathered before the import"


@dataclass(frozen=True, slots=True)
class ImportDevice:
    row: DeviceRow
    apply: bool


@dataclass(frozen=True, slots=True)
class Imported:
    what: tuple[str, ...] = ()
    """Empty when all of it was here already."""
    troubles: tuple[str, ...] = ()


async def import_device(context: Context, command: ImportDevice) -> Done[Imported] | Refused:
    tenant_id, row = context.caller.tenant, command.row
    held = await context.fetch_one(admin.by_rustdesk_id(row.rustdesk_id, tenant_id=tenant_id))
    if held is not None and (not row.is_exempt or held.exemption(context.now) is not None):
        return Done(Imported())
    if held is None and not await has_room(context, tenant_id):
        return Done(Imported(troubles=(f"there is no room for RustDesk {grouped(row.rustdesk_id)}: {NO_ROOM}",)))
    what = (*(() if held else ("devices",)), *(("exemptions",) if row.is_exempt else ()))
    if not command.apply:
        return Done(Imported(what))
    id, name = (held.id, held.name) if held else (DeviceId(context.random.id()), row.name or default_name(row.rustdesk_id))
    events = []
    if held is None:
        made_at = row.created_at or context.now
        context.write(
            *rustdesk.add_imported(
                id,
                row.rustdesk_id,
                name,
                made_at,
                tenant_id=tenant_id,
                uuid=row.uuid,
                hostname=row.hostname,
                username=row.username,
                os=row.os,
                client_version=row.client_version,
                exempt_reason=GRANDFATHERED if row.is_exempt else None,
                exempt_by=context.caller.name if row.is_exempt else None,
            )
        )
        events.append(DomainEvent("DEVICE_ADDED", tenant_id, Subject("device", id, name), {"rustdesk_id": row.rustdesk_id}, 1))
    else:
        context.write(rustdesk.exempt(id, GRANDFATHERED, None, context.caller.name, tenant_id=tenant_id))
    if row.is_exempt:
        events.append(DomainEvent("DEVICE_EXEMPTED", tenant_id, Subject("device", id, name), {"because": GRANDFATHERED, "until": ""}, 1))
    return Done(Imported(what), events)
