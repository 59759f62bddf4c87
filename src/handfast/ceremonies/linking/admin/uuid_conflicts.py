"""Step 5. Lists other installations that claim to be this device, and lets an admin put one in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking import store as links
from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.rules import Successor
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.uuid_conflicts import store as uuid_conflicts
from handfast.rustdesk.registry.uuid_conflicts.store import ListedInstallation


@dataclass(frozen=True, slots=True)
class FoundConflicts:
    installations: Sequence[ListedInstallation]
    """The most recently heard one first."""
    renamed_to: Successor | None


@dataclass(frozen=True, slots=True)
class Accept:
    device_id: DeviceId
    installation_id: str


async def list_uuid_conflicts(context: Context, device_id: DeviceId) -> Done[FoundConflicts] | Refused:
    tenant_id = context.caller.tenant
    if await context.fetch_one(store.device(device_id, tenant_id=tenant_id)) is None:
        return Refused(Reason.NOT_FOUND)
    found = await context.fetch_all(uuid_conflicts.of_device(device_id, tenant_id=tenant_id))
    renamed_to = await context.fetch_one(links.successor(device_id, tenant_id=tenant_id))
    return Done(FoundConflicts(found, renamed_to))


async def accept(context: Context, command: Accept) -> Done[None] | Refused:
    """Puts the other installation in the place of the device, whose owner does not change."""
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(command.device_id, tenant_id=tenant_id))
    other = await context.fetch_one(uuid_conflicts.by_id(command.device_id, command.installation_id, tenant_id=tenant_id))
    if device is None or other is None:
        return Refused(Reason.NOT_FOUND)
    replaced = rustdesk.replace_installation(
        device.id, device.uuid, other.uuid, other.pk, other.heartbeats, device.rustdesk_id, tenant_id=tenant_id
    )
    context.write(replaced, uuid_conflicts.forget(device.id, tenant_id=tenant_id))
    details = {"rustdesk_id": device.rustdesk_id, "why": f"{context.caller.name} accepted it"}
    return Done(None, [DomainEvent("DEVICE_UUID_REPLACED", tenant_id, device.subject, details, device.version)])
