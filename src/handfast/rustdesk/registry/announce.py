"""A client tells about itself. The first to say an id is that device from then on; nobody owns it yet."""

from collections.abc import Sequence
from typing import Literal

from handfast.db.database import Row
from handfast.kernel.outcomes import Done, Fact, Subject
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
from handfast.runner.run import Act
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import CROWD_SHARE, Claim, Introduction, name_for

Meeting = Literal["kept", "later", "impostor"]


async def meet(act: Act, told: Introduction) -> Done[Meeting]:
    claim = told.claim
    row = await act.reads.one(store.KNOWN, claim.tenant_id, claim.rustdesk_id)
    if row is None:
        return await _first(act, told)
    if row["removed_at"] is not None or row["status"] != "active":
        return Done("kept")  # on purpose: it stays away until an admin brings it back, or its removal is forgotten
    if row["uuid"] not in (None, claim.uuid):
        return Done("impostor")
    return await _again(act, told, row)


async def _first(act: Act, told: Introduction) -> Done[Meeting]:
    claim, address = told.claim, act.caller.address
    buckets = [Bucket(NEW_RUSTDESK_BURST, source(address)), *per_source(NEW_RUSTDESK, NEW_RUSTDESK_NETWORK, address)]
    if not told.is_welcome or await limits.wait(act.reads, buckets, act.now) is not None:
        return Done("later")
    device_id, name = act.random.id(), name_for(told)
    act.write(*(limits.spend(bucket, act.now) for bucket in buckets), *store.announce(device_id, name, told, address, act.now))
    details = {"rustdesk_id": claim.rustdesk_id}
    announced = Fact("DEVICE_ANNOUNCED", claim.tenant_id, Subject("device", device_id, name), details, 1)
    return Done("kept", [announced, *await _renamed(act, claim), *await _crowd(act, claim.tenant_id, buckets)])


async def _renamed(act: Act, claim: Claim) -> list[Fact]:
    """A linked device seems to have another ID now. Copies of one image share a uuid, so more than one say nothing."""
    same = await act.reads.all(store.OF_UUID, claim.tenant_id, claim.uuid)
    if len(same) != 1 or same[0]["person_id"] is None:
        return []
    old = same[0]
    details = {"old_id": old["rustdesk_id"], "rustdesk_id": claim.rustdesk_id}
    return [Fact("DEVICE_CALLS_ITSELF", claim.tenant_id, Subject("device", old["id"], old["name"]), details, old["version"])]


async def _crowd(act: Act, tenant_id: str, buckets: Sequence[Bucket]) -> list[Fact]:
    """The admins hear of it before a source has used up what it may announce, once an hour."""
    held, told = await limits.counts(act.reads, buckets, act.now), Bucket(RUSTDESK_CROWD, source(act.caller.address))
    nearly = [bucket for bucket in buckets if 1 + held.get(bucket.id, (0, 0))[0] >= CROWD_SHARE * bucket.limit.most]
    if not nearly or await limits.wait(act.reads, [told], act.now) is not None:
        return []
    act.write(limits.note(told, act.now))
    count, limit = 1 + held.get(nearly[0].id, (0, 0))[0], nearly[0].limit
    period = "a minute" if limit.period == MINUTE else "an hour"
    details = {"count": count, "source": source(act.caller.address), "most": limit.most, "period": period}
    return [Fact("RUSTDESK_CROWD", tenant_id, Subject("tenant", tenant_id), details)]


async def _again(act: Act, told: Introduction, row: Row) -> Done[Meeting]:
    """A device that changes its story all the time is answered as usual, and what it says is left."""
    known = (row["hostname"], row["username"], row["os"], row["cpu"], row["memory"], row["client_version"])
    if row["uuid"] is not None and known == told.facts:
        return Done("kept")
    bucket = Bucket(RUSTDESK_STORY, row["id"])
    if await limits.wait(act.reads, [bucket], act.now) is not None:
        return Done("kept")
    act.write(limits.spend(bucket, act.now))
    name = name_for(told, row["name"], row["hostname"])
    act.write(*store.tell(row["id"], name, told, act.caller.address, row["version"], act.now))
    device = Subject("device", row["id"], name)
    kind = "DEVICE_ANNOUNCED" if row["uuid"] is None else "DEVICE_ONLINE"
    return Done("kept", [Fact(kind, told.claim.tenant_id, device, {"rustdesk_id": told.claim.rustdesk_id}, row["version"] + 1)])
