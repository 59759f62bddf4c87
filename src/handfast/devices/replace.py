"""A manager lets a device that joined again take the place of its older entry, whose credential is dead from then on."""

from dataclasses import dataclass

from handfast.devices import store
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act


@dataclass(frozen=True, slots=True)
class Replace:
    device_id: str
    predecessor_id: str


async def replace(act: Act, wish: Replace) -> Done[None] | Refused:
    """Only what `look` would offer: of the same person, with the same name and fingerprint."""
    offered = await act.reads.all(store.PREDECESSORS, wish.device_id, act.caller.tenant)
    old = next((row for row in offered if row["id"] == wish.predecessor_id), None)
    if old is None:
        return Refused(Reason.NOT_FOUND)
    act.write(store.go(old["id"], act.caller.tenant, old["version"], act.now))
    subject = Subject("device", old["id"], old["name"])
    return Done(None, [Fact("DEVICE_REPLACED", act.caller.tenant, subject, {"by": wish.device_id}, old["version"] + 1)])
