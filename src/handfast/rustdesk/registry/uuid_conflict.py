"""A client sends a known ID with another uuid: the device does not change, and the admins are told, again only after a quiet week."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import ClientIdentity, is_news
from handfast.rustdesk.registry.uuid_conflicts import store as uuid_conflicts


@dataclass(frozen=True, slots=True)
class UuidConflict:
    identity: ClientIdentity
    times: int
    heartbeats: Mapping[str, int] = field(default_factory=dict)
    """How many of `times` were heartbeats, by uuid; only the most recent few uuids."""


async def note_uuid_conflict(context: Context, conflict: UuidConflict) -> Done[None]:
    identity = conflict.identity
    device = await context.fetch_one(store.known(identity.rustdesk_id, tenant_id=identity.tenant_id))
    if device is None or device.removed_at is not None:
        return Done(None)
    context.write(store.count_uuid_conflict(device.id, conflict.times, context.now, tenant_id=identity.tenant_id))
    if conflict.heartbeats:
        heartbeats = {uuid: (context.random.id(), count) for uuid, count in conflict.heartbeats.items()}
        context.write(
            *uuid_conflicts.note_heartbeats(device.id, heartbeats, context.caller.address, context.now, tenant_id=identity.tenant_id)
        )
    if not is_news(device.conflict_at, context.now):
        return Done(None)
    subject, details = Subject("device", device.id, device.name), {"rustdesk_id": identity.rustdesk_id}
    return Done(None, [DomainEvent("DEVICE_IMPOSTOR", identity.tenant_id, subject, details, device.version)])
