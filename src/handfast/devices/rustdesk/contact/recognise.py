"""Which device a heartbeat comes from. A device that was silent comes online."""

from dataclasses import dataclass

from handfast.devices.rustdesk.contact import store
from handfast.devices.rustdesk.contact.rules import Claim
from handfast.kernel.outcomes import Done, Fact, Subject
from handfast.run import Act


@dataclass(slots=True)
class Known:
    """What memory keeps of a device between two looks into the database."""

    device_id: str
    uuid: str | None
    """None: nobody listens to it, it was removed or blocked."""
    read_at: int
    heard_at: int
    awaited: bool = False
    """A customer has named it: enough beats are a proof they may be waiting for."""
    beats: int = 0
    """Since the look; counted only while it is awaited."""


async def recognise(act: Act, claim: Claim) -> Done[Known | None]:
    """None when nothing has been told about it yet."""
    row = await act.reads.one(store.KNOWN, claim.tenant_id, claim.rustdesk_id)
    if row is None:
        return Done(None)
    if row["removed_at"] is not None or row["status"] != "active":
        return Done(Known(row["id"], None, act.now, act.now))
    if row["uuid"] is None:
        return Done(None)
    awaited = await act.reads.one(store.AWAITED, claim.tenant_id, claim.rustdesk_id, act.now) is not None
    known = Known(row["id"], row["uuid"], act.now, act.now, awaited)
    if row["uuid"] != claim.uuid or row["presence"] == "online":
        return Done(known)
    act.write(store.come_online(row["id"], claim, act.caller.address, act.now))
    return Done(known, [Fact("DEVICE_ONLINE", claim.tenant_id, Subject("device", row["id"], row["name"]), version=row["version"])])
