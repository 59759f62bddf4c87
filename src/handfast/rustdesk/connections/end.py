"""An admin ends a session: the device is told so in the answer to its next heartbeat, within three seconds."""

from dataclasses import dataclass

from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import connections
from handfast.rustdesk.registry import store as rustdesk


@dataclass(frozen=True, slots=True)
class EndSession:
    device_id: DeviceId
    connection: int


async def end_session(context: Context, command: EndSession) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    device = await context.fetch_one(rustdesk.by_device(command.device_id, tenant_id=tenant_id))
    if device is None or device.presence != "online":
        return Refused(Reason.NOT_FOUND)
    after = connections.with_end(connections.read(device.connections), command.connection, context.now)
    if after is None:
        return Refused(Reason.NOT_FOUND)
    context.write(rustdesk.replace_connections(device.id, device.connections, connections.written(after), tenant_id=tenant_id))
    subject, details = Subject("device", device.id, device.name), {"connection": command.connection}
    return Done(None, [DomainEvent("SESSION_END_ASKED", tenant_id, subject, details, device.version)])
