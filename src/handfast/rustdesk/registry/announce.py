"""A client announces itself. The first one to send an ID is that device from then on; it is unclaimed at first."""

from collections.abc import Sequence
from typing import Literal

from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.kernel.time import MINUTE
from handfast.limits import store as limits
from handfast.limits.rules import (
    NEW_RUSTDESK,
    NEW_RUSTDESK_BURST,
    NEW_RUSTDESK_NETWORK,
    RUSTDESK_CROWD,
    RUSTDESK_STORY,
    Bucket,
    per_source,
    source,
)
from handfast.runner.context import Context
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import CROWD_SHARE, ClientIdentity, Introduction, name_for

AnnounceOutcome = Literal["kept", "later", "uuid_conflict"]


async def announce(context: Context, told: Introduction) -> Done[AnnounceOutcome]:
    identity = told.identity
    row = await fetch_row(context.reads, store.KNOWN, identity.tenant_id, identity.rustdesk_id)
    if row is None:
        return await _first(context, told)
    if row["removed_at"] is not None or row["status"] != "active":
        return Done("kept")  # ignored on purpose, until an admin restores or enables it, or its row is deleted
    if row["uuid"] not in (None, identity.uuid):
        return Done("uuid_conflict")
    return await _again(context, told, row)


async def _first(context: Context, told: Introduction) -> Done[AnnounceOutcome]:
    identity, address = told.identity, context.caller.address
    buckets = [Bucket(NEW_RUSTDESK_BURST, source(address)), *per_source(NEW_RUSTDESK, NEW_RUSTDESK_NETWORK, address)]
    if not told.is_welcome or await limits.wait(context.reads, buckets, context.now) is not None:
        return Done("later")
    device_id, name = context.random.id(), name_for(told)
    context.write(*(limits.spend(bucket, context.now) for bucket in buckets), *store.announce(device_id, name, told, address, context.now))
    details = {"rustdesk_id": identity.rustdesk_id}
    announced = DomainEvent("DEVICE_ANNOUNCED", identity.tenant_id, Subject("device", device_id, name), details, 1)
    return Done("kept", [announced, *await _renamed(context, identity), *await _crowd(context, identity.tenant_id, buckets)])


async def _renamed(context: Context, identity: ClientIdentity) -> list[DomainEvent]:
    """A linked device seems to have another ID now. Copies of one image share a uuid, so several devices with it prove nothing."""
    same = await fetch_rows(context.reads, store.OF_UUID, identity.tenant_id, identity.uuid)
    if len(same) != 1 or same[0]["person_id"] is None:
        return []
    old = same[0]
    details = {"old_id": old["rustdesk_id"], "rustdesk_id": identity.rustdesk_id}
    return [DomainEvent("DEVICE_CALLS_ITSELF", identity.tenant_id, Subject("device", old["id"], old["name"]), details, old["version"])]


async def _crowd(context: Context, tenant_id: TenantId, buckets: Sequence[Bucket]) -> list[DomainEvent]:
    """Tells the admins, at most once an hour, before a source has used up what it may announce."""
    held, told = await limits.counts(context.reads, buckets, context.now), Bucket(RUSTDESK_CROWD, source(context.caller.address))
    nearly = [bucket for bucket in buckets if 1 + held.get(bucket.id, (0, 0))[0] >= CROWD_SHARE * bucket.limit.most]
    if not nearly or await limits.wait(context.reads, [told], context.now) is not None:
        return []
    context.write(limits.note(told, context.now))
    count, limit = 1 + held.get(nearly[0].id, (0, 0))[0], nearly[0].limit
    period = "a minute" if limit.period == MINUTE else "an hour"
    details = {"count": count, "source": source(context.caller.address), "most": limit.most, "period": period}
    return [DomainEvent("RUSTDESK_CROWD", tenant_id, Subject("tenant", tenant_id), details)]


async def _again(context: Context, told: Introduction, row: Row) -> Done[AnnounceOutcome]:
    """Stores what has changed. A device that changes its details all the time is answered as usual, but they are not stored."""
    known = (row["hostname"], row["username"], row["os"], row["cpu"], row["memory"], row["client_version"])
    if row["uuid"] is not None and known == told.facts:
        return Done("kept")
    bucket = Bucket(RUSTDESK_STORY, row["id"])
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Done("kept")
    context.write(limits.spend(bucket, context.now))
    name = name_for(told, row["name"], row["hostname"])
    context.write(*store.tell(row["id"], name, told, context.caller.address, row["version"], context.now))
    device = Subject("device", row["id"], name)
    kind = "DEVICE_ANNOUNCED" if row["uuid"] is None else "DEVICE_ONLINE"
    return Done(
        "kept", [DomainEvent(kind, told.identity.tenant_id, device, {"rustdesk_id": told.identity.rustdesk_id}, row["version"] + 1)]
    )
