"""A manager disables a device, or enables it again. Disabled, its next request is refused; its credential stays for later."""

from handfast.devices import store
from handfast.devices.rules import Status
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act


async def enable(act: Act, device_id: str) -> Done[None] | Refused:
    return await _switch(act, device_id, "blocked", "active", "DEVICE_ENABLED")


async def disable(act: Act, device_id: str) -> Done[None] | Refused:
    return await _switch(act, device_id, "active", "blocked", "DEVICE_DISABLED")


async def _switch(act: Act, device_id: str, expected: Status, to: Status, fact: str) -> Done[None] | Refused:
    """Doing it twice is the same as doing it once."""
    row = await act.reads.one(store.ONE, device_id, act.caller.tenant)
    if row is None or row["status"] == "waiting":
        return Refused(Reason.NOT_FOUND if row is None else Reason.NOT_WAITING)
    if row["status"] == to:
        return Done(None)
    act.write(store.move(device_id, act.caller.tenant, expected, to, act.now))
    return Done(None, [Fact(fact, act.caller.tenant, Subject("device", device_id, row["name"]), version=row["version"] + 1)])
