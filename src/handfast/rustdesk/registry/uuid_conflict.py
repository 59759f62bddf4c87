"""Another client says it is a device we know: nothing of the device changes, and the admins learn of it, once in a while."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handfast.kernel.outcomes import Done, Fact, Subject
from handfast.runner.run import Act
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import Claim, is_news
from handfast.rustdesk.registry.uuid_conflicts import store as rivals


@dataclass(frozen=True, slots=True)
class Impostor:
    claim: Claim
    times: int
    beats: Mapping[str, int] = field(default_factory=dict)
    """By uuid, of the last few of them: the heartbeats among those times."""


async def note_impostor(act: Act, impostor: Impostor) -> Done[None]:
    claim = impostor.claim
    row = await act.reads.one(store.KNOWN, claim.tenant_id, claim.rustdesk_id)
    if row is None or row["removed_at"] is not None:
        return Done(None)
    act.write(store.count_impostor(row["id"], claim.tenant_id, impostor.times, act.now))
    if impostor.beats:
        beats = {uuid: (act.random.id(), count) for uuid, count in impostor.beats.items()}
        act.write(*rivals.heard(row["id"], claim.tenant_id, beats, act.caller.address, act.now))
    if not is_news(row["conflict_at"], act.now):
        return Done(None)
    device = Subject("device", row["id"], row["name"])
    return Done(None, [Fact("DEVICE_IMPOSTOR", claim.tenant_id, device, {"rustdesk_id": claim.rustdesk_id}, row["version"])])
