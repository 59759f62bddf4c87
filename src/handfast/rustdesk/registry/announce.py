"""A client announces itself. The first one to send an ID is that device from then on; it is unclaimed at first."""

from collections.abc import Sequence
from typing import Literal

from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import DeviceId, TenantId
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
from handfast.rustdesk.registry.store import KnownDevice
from handfast.users.tenants import store as tenants

AnnounceOutcome = Literal["kept", "later", "uuid_conflict"]


async def announce(context: Context, introduction: Introduction) -> Done[AnnounceOutcome]:
    identity = introduction.identity
    device = await context.fetch_one(store.known(identity.rustdesk_id, tenant_id=identity.tenant_id))
    if device is None:
        return await _first(context, introduction)
    if device.removed_at is not None or device.status != DeviceStatus.ACTIVE:
        return Done("kept")  # ignored on purpose, until an admin restores or enables it, or its row is deleted
    if device.uuid not in (None, identity.uuid):
        return Done("uuid_conflict")
    return await _again(context, introduction, device)


async def _first(context: Context, introduction: Introduction) -> Done[AnnounceOutcome]:
    identity, address = introduction.identity, context.caller.address
    buckets = [Bucket(NEW_RUSTDESK_BURST, source(address)), *per_source(NEW_RUSTDESK, NEW_RUSTDESK_NETWORK, address)]
    if not introduction.is_welcome or await limits.wait(context.reads, buckets, context.now) is not None:
        return Done("later")
    room = await context.fetch_one(tenants.room(tenant_id=identity.tenant_id))
    if room is None or not room.devices:
        return Done("later")
    device_id, name = DeviceId(context.random.id()), name_for(introduction)
    context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
    context.write(*store.announce(device_id, name, introduction, address, context.now))
    details = {"rustdesk_id": identity.rustdesk_id}
    announced = DomainEvent("DEVICE_ANNOUNCED", identity.tenant_id, Subject("device", device_id, name), details, 1)
    return Done("kept", [announced, *await _renamed(context, identity), *await _crowd(context, identity.tenant_id, buckets)])


async def _renamed(context: Context, identity: ClientIdentity) -> list[DomainEvent]:
    """A linked device seems to have another ID now. Copies of one image share a uuid, so several devices with it prove nothing."""
    same = await context.fetch_all(store.of_uuid(identity.uuid, tenant_id=identity.tenant_id))
    if len(same) != 1 or same[0].user_id is None:
        return []
    (old,) = same
    details = {"old_id": old.rustdesk_id, "rustdesk_id": identity.rustdesk_id}
    return [DomainEvent("DEVICE_CALLS_ITSELF", identity.tenant_id, Subject("device", old.id, old.name), details, old.version)]


async def _crowd(context: Context, tenant_id: TenantId, buckets: Sequence[Bucket]) -> list[DomainEvent]:
    """Tells the admins, at most once an hour, before a source has used up what it may announce."""
    held, alerts = await limits.counts(context.reads, buckets, context.now), Bucket(RUSTDESK_CROWD, source(context.caller.address))
    nearly = [bucket for bucket in buckets if 1 + held.get(bucket.id, (0, 0))[0] >= CROWD_SHARE * bucket.limit.most]
    if not nearly or await limits.wait(context.reads, [alerts], context.now) is not None:
        return []
    context.write(limits.note(alerts, context.now))
    count, limit = 1 + held.get(nearly[0].id, (0, 0))[0], nearly[0].limit
    period = "a minute" if limit.period == MINUTE else "an hour"
    details = {"count": count, "source": source(context.caller.address), "most": limit.most, "period": period}
    return [DomainEvent("RUSTDESK_CROWD", tenant_id, Subject("tenant", tenant_id), details)]


async def _again(context: Context, introduction: Introduction, device: KnownDevice) -> Done[AnnounceOutcome]:
    """Stores what has changed. A device that changes its details all the time is answered as usual, but they are not stored."""
    stored = (device.hostname, device.username, device.os, device.cpu, device.memory, device.client_version)
    if device.uuid is not None and stored == introduction.details:
        return Done("kept")
    bucket = Bucket(RUSTDESK_STORY, device.id)
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Done("kept")
    context.write(limits.spend(bucket, context.now))
    name = name_for(introduction, device.name, device.hostname)
    context.write(*store.update_details(device.id, name, introduction, context.caller.address, device.version, context.now))
    kind = "DEVICE_ANNOUNCED" if device.uuid is None else "DEVICE_ONLINE"
    identity, subject = introduction.identity, Subject("device", device.id, name)
    return Done("kept", [DomainEvent(kind, identity.tenant_id, subject, {"rustdesk_id": identity.rustdesk_id}, device.version + 1)])
