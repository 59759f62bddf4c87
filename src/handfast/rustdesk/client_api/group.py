"""The group tab of the app: the devices that the user may see and whose they are; the list of device groups is empty.

A customer sees their own device. Owners and admins see every RustDesk device of the company, as they do in the look-up.
"""

from collections.abc import Callable, Sequence

from starlette.responses import Response

from handfast.access.policy import may
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.edge.calls import Call
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.rustdesk.client_api import store
from handfast.rustdesk.client_api.tokens import signed_in
from handfast.rustdesk.client_api.users import SIGNED_OUT, own_account, payload
from handfast.rustdesk.client_api.wire import Json, answer
from handfast.rustdesk.registry import store as rustdesk
from handfast.users.accounts import Account

MOST_ON_A_PAGE = 100


async def peers(call: Call) -> Response:
    """`GET /api/peers`."""
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return SIGNED_OUT
    if not may(caller, "customer.look_up"):
        own = await call.run(own_devices, None, caller)
        rows = own.view if isinstance(own, Done) else ()
        return _page([_peer(row, caller.name) for row in rows])
    return await _a_page(call, store.PEERS, store.PEERS_TOTAL, lambda row: _peer(row, row["owner"] or ""))


async def users(call: Call) -> Response:
    """`GET /api/users`: the user themselves, and for admins also everybody who has a device."""
    caller = await signed_in(call)
    if isinstance(caller, Refused):
        return SIGNED_OUT
    if may(caller, "customer.look_up"):
        return await _a_page(call, store.USERS, store.USERS_TOTAL, _user)
    found = await call.run(own_account, None, caller)
    return SIGNED_OUT if isinstance(found, Refused) else _page([payload(found.view)])


async def device_groups(call: Call) -> Response:
    """`GET /api/device-group/accessible`."""
    return SIGNED_OUT if isinstance(await signed_in(call), Refused) else _page([])


async def own_devices(context: Context, _: None) -> Done[Sequence[Row]]:
    return Done(await fetch_rows(context.reads, rustdesk.OF_PERSON, context.caller.tenant, context.caller.user_id))


async def _a_page(call: Call, sql: str, total_sql: str, shown: Callable[[Row], Json]) -> Response:
    """The client requests further pages until it has `total` items."""
    size = min(_number(call, "pageSize", MOST_ON_A_PAGE), MOST_ON_A_PAGE)
    skipped = (_number(call, "current", 1) - 1) * size
    whose = (call.caller.tenant, call.caller.user_id)
    counted = await fetch_row(call.run.database, total_sql, *whose)
    rows = await fetch_rows(call.run.database, sql, *whose, size, skipped)
    return _page([shown(row) for row in rows], counted["total"] if counted else 0)


def _number(call: Call, name: str, otherwise: int) -> int:
    """The query parameter as a number from 1, of at most six digits; `otherwise` when it is anything else."""
    text = call.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0 else otherwise


def _page(items: list[Json], total: int | None = None) -> Response:
    return answer({"total": len(items) if total is None else total, "data": items})


def _user(row: Row) -> Json:
    return payload(Account(row["id"], row["name"], row["email"], Role(row["role"]), row["tenant_id"], ""))


def _peer(row: Row, owner: str) -> Json:
    return {
        "id": row["rustdesk_id"],
        "info": {"username": row["username"], "os": row["os"], "device_name": row["hostname"]},
        "status": 1,
        "user": owner,
        "user_name": owner,
        "note": "",
    }
