"""The sessions that a device told of, the newest first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.devices.rustdesk import store as rustdesk
from handfast.devices.rustdesk.sessions import store
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class Line:
    at: int
    kind: str
    details: Mapping[str, Any]


async def list_sessions(act: Act, device_id: str) -> Done[Sequence[Line]] | Refused:
    tenant_id = act.caller.tenant
    if await act.reads.one(rustdesk.BY_DEVICE, tenant_id, device_id) is None:
        return Refused(Reason.NOT_FOUND)
    rows = await act.reads.all(store.OF_DEVICE, tenant_id, device_id)
    return Done([Line(row["at"], row["kind"], json.loads(row["details"])) for row in rows])
