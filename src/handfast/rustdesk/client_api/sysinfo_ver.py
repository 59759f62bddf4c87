"""`POST /api/sysinfo_ver`: a text that stays the same while this database does.

Clients 1.3.8 to 1.4.0 do not announce themselves again while it is unchanged. It is made for the first client that asks and stored in
the database, so another database has another text. It also names the tenant, so that it changes for a client that moves to another one.
"""

from starlette.responses import Response

from handfast.db import server_state
from handfast.edge.calls import Call
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.wire import plain

VERSION = "rustdesk_sysinfo_version"


async def sysinfo_ver(call: Call) -> Response:
    tenant_id = await runtime_of(call).tenant_of(call)
    outcome = await call.run(sysinfo_version, None, SYSTEM)
    return plain(f"{outcome.view}.{(tenant_id or '')[:8]}" if isinstance(outcome, Done) else "")


async def sysinfo_version(context: Context, _: None) -> Done[str]:
    known = await context.fetch_one(server_state.value(VERSION))
    if known is not None:
        return Done(known)
    value = context.random.bytes(8).hex()
    context.write(server_state.insert(VERSION, value))
    return Done(value)
