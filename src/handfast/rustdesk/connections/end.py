"""An admin ends a session: the device is told so in the answer to its next heartbeat, within three seconds."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act
from handfast.rustdesk.registry import connections
from handfast.rustdesk.registry import store as rustdesk


@dataclass(frozen=True, slots=True)
class EndSession:
    device_id: str
    connection: int


async def end_session(act: Act, wish: EndSession) -> Done[None] | Refused:
    tenant_id = act.caller.tenant
    row = await act.reads.one(rustdesk.BY_DEVICE, tenant_id, wish.device_id)
    if row is None or row["presence"] != "online":
        return Refused(Reason.NOT_FOUND)
    after = connections.with_end(connections.read(row["connections"]), wish.connection, act.now)
    if after is None:
        return Refused(Reason.NOT_FOUND)
    act.write(rustdesk.connect(row["id"], tenant_id, row["connections"], connections.written(after)))
    device, details = Subject("device", row["id"], row["name"]), {"connection": wish.connection}
    return Done(None, [Fact("SESSION_END_ASKED", tenant_id, device, details, row["version"])])
