"""Which device a heartbeat comes from, and who is connected to it."""

from dataclasses import dataclass

from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import connections, store
from handfast.rustdesk.registry.connections import Connection
from handfast.rustdesk.registry.rules import ClientIdentity
from handfast.rustdesk.registry.store import KnownDevice
from handfast.rustdesk.registry.uuid_conflicts import store as uuid_conflicts
from handfast.rustdesk.registry.uuid_conflicts.rules import VOUCHED_FOR


@dataclass(slots=True)
class Known:
    """What memory keeps of a device between two database reads."""

    device_id: DeviceId
    uuid: str | None
    """None when the device was removed or disabled: its heartbeats are then ignored."""
    read_at: int
    heard_at: int
    awaited: bool = False
    """A customer has named it: enough heartbeats may be the proof that their pending link needs."""
    heartbeats: int = 0
    """Since `read_at`; counted only while the device is awaited."""
    connections: tuple[Connection, ...] = ()
    vouched: frozenset[str] = frozenset()
    """The uuids of other installations that a customer vouched for: with enough heartbeats one takes this one's place."""

    @property
    def connected(self) -> tuple[int, ...]:
        return tuple(one.id for one in self.connections)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    identity: ClientIdentity
    connected: tuple[int, ...] = ()
    """The ids of the connections that it names."""


async def identify(context: Context, heartbeat: Heartbeat) -> Done[Known | None]:
    """The view is None when the device has not announced itself yet."""
    identity = heartbeat.identity
    device = await context.fetch_one(store.known(identity.rustdesk_id, tenant_id=identity.tenant_id))
    if device is None:
        return Done(None)
    if device.removed_at is not None or device.status != DeviceStatus.ACTIVE:
        return Done(Known(device.id, None, context.now, context.now))
    if device.uuid is None:
        return Done(None)
    pending = await context.fetch_one(store.pending_link_to(identity.rustdesk_id, context.now, tenant_id=identity.tenant_id))
    vouched = await context.fetch_all(uuid_conflicts.vouched(device.id, context.now - VOUCHED_FOR, tenant_id=identity.tenant_id))
    known = Known(device.id, device.uuid, context.now, context.now, pending is not None, vouched=frozenset(vouched))
    if device.uuid != identity.uuid:
        return Done(known)
    return Done(known, _connected(context, heartbeat, device, known))


def _connected(context: Context, heartbeat: Heartbeat, device: KnownDevice, known: Known) -> list[DomainEvent]:
    """A client that fell silent may have restarted and then counts its connections from one again, so the known ones no longer apply."""
    kept = connections.read(device.connections)
    before = kept if device.presence == "online" else ()
    after = connections.after_heartbeat(before, heartbeat.connected, context.now)
    known.connections = after
    if after == kept:
        return []
    tenant_id = heartbeat.identity.tenant_id
    context.write(store.replace_connections(device.id, device.connections, connections.written(after), tenant_id=tenant_id))
    return [DomainEvent("DEVICE_CONNECTIONS", tenant_id, Subject("device", device.id, device.name), version=device.version)]
