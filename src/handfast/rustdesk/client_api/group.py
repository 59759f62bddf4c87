"""The group tab of the app: the devices that the user may see and whose they are; the list of device groups is empty.

A customer sees their own device. Owners, admins and support see every RustDesk device of the company, as they do in the look-up.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from starlette.responses import Response

from handfast.access.policy import may
from handfast.db.query import Query
from handfast.edge.calls import Call
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.rustdesk.client_api import store
from handfast.rustdesk.client_api.store import Peer
from handfast.rustdesk.client_api.tokens import signed_in
from handfast.rustdesk.client_api.users import SIGNED_OUT, not_let_in, own_account, payload
from handfast.rustdesk.client_api.wire import Json, answer

T = TypeVar("T")

MOST_ON_A_PAGE = 100


async def peers(call: Call) -> Response:
    """`GET /api/peers`."""
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return not_let_in(caller)
    if not may(caller, "customer.look_up"):
        own = await call.run(own_devices, None, caller)
        return _page([_peer(peer) for peer in own.view] if isinstance(own, Done) else [])
    size, offset = _window(call)
    listed, total = store.peers(size, offset, tenant_id=caller.tenant), store.count_peers(tenant_id=caller.tenant)
    return await _listed(call, listed, total, _peer)


async def users(call: Call) -> Response:
    """`GET /api/users`: the user themselves, and for who may look customers up also everybody who has a device."""
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return not_let_in(caller)
    if may(caller, "customer.look_up"):
        size, offset = _window(call)
        listed = store.users(caller.user_id, size, offset, tenant_id=caller.tenant)
        return await _listed(call, listed, store.count_users(caller.user_id, tenant_id=caller.tenant), payload)
    found = await call.run(own_account, None, caller)
    return SIGNED_OUT if isinstance(found, Refused) else _page([payload(found.view)])


async def device_groups(call: Call) -> Response:
    """`GET /api/device-group/accessible`."""
    caller = await signed_in(call)
    return not_let_in(caller) if isinstance(caller, Refused) else _page([])


async def own_devices(context: Context, _: None) -> Done[Sequence[Peer]]:
    caller = context.caller
    return Done(await context.fetch_all(store.own_peers(caller.user_id, caller.name, tenant_id=caller.tenant)))


async def _listed(call: Call, items: Query[T], total: Query[int], shown: Callable[[T], Json]) -> Response:
    """The client requests further pages until it has `total` items."""
    counted = await call.run.database.fetch_one(total)
    return _page([shown(item) for item in await call.run.database.fetch_all(items)], counted)


def _window(call: Call) -> tuple[int, int]:
    """How many items the client asks for, and how many come before them."""
    size = min(_number(call, "pageSize", MOST_ON_A_PAGE), MOST_ON_A_PAGE)
    return size, (_number(call, "current", 1) - 1) * size


def _number(call: Call, name: str, otherwise: int) -> int:
    """The query parameter as a number from 1, of at most six digits; `otherwise` when it is anything else."""
    text = call.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0 else otherwise


def _page(items: list[Json], total: int | None = None) -> Response:
    return answer({"total": len(items) if total is None else total, "data": items})


def _peer(peer: Peer) -> Json:
    owner = peer.owner or ""
    return {
        "id": peer.rustdesk_id,
        "info": {"username": peer.username, "os": peer.os, "device_name": peer.hostname},
        "status": 1,
        "user": owner,
        "user_name": owner,
        "note": "",
    }
