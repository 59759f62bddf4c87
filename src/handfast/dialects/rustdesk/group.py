"""The group tab: one's own devices, oneself as the only user, and no device groups."""

from collections.abc import Sequence

from starlette.responses import Response

from handfast.db.database import Row
from handfast.devices.rustdesk import store as rustdesk
from handfast.dialects.rustdesk.persons import SIGNED_OUT, own_account, payload
from handfast.dialects.rustdesk.tokens import signed_in
from handfast.dialects.rustdesk.wire import Json, answer
from handfast.edge.calls import Call
from handfast.kernel.outcomes import Done, Refused
from handfast.run import Act


async def peers(call: Call) -> Response:
    """`GET /api/peers`: whoever linked a device sees it in the app."""
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return SIGNED_OUT
    found = await call.run(own_devices, None, caller)
    rows = found.view if isinstance(found, Done) else ()
    return _page([_peer(row, caller.name) for row in rows])


async def users(call: Call) -> Response:
    """`GET /api/users`."""
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return SIGNED_OUT
    found = await call.run(own_account, None, caller)
    return SIGNED_OUT if isinstance(found, Refused) else _page([payload(found.view)])


async def device_groups(call: Call) -> Response:
    """`GET /api/device-group/accessible`."""
    return SIGNED_OUT if isinstance(await signed_in(call), Refused) else _page([])


async def own_devices(act: Act, _: None) -> Done[Sequence[Row]]:
    return Done(await act.reads.all(rustdesk.OF_PERSON, act.caller.tenant, act.caller.own_id))


def _page(items: list[Json]) -> Response:
    return answer({"total": len(items), "data": items})


def _peer(row: Row, owner: str) -> Json:
    return {
        "id": row["rustdesk_id"],
        "info": {"username": row["username"], "os": row["os"], "device_name": row["hostname"]},
        "status": 1,
        "user": owner,
        "user_name": owner,
        "note": "",
    }
