"""What a device learns about itself."""

from dataclasses import dataclass

from handfast.devices import store, view
from handfast.devices.view import DeviceView
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class Self:
    device: DeviceView
    tenant_id: str
    tenant_name: str
    now: int


async def who_am_i(act: Act, _: None) -> Done[Self] | Refused:
    row = await act.reads.one(store.OWN, act.caller.own_id, act.caller.tenant)
    if row is None:
        return Refused(Reason.INVALID_TOKEN)
    return Done(Self(view.of(row), act.caller.tenant, row["tenant_name"], act.now))
