"""Which clients a caller sees, and which they may change: a company its own, the operator those of the server."""

from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import Reason, Refused
from handfast.oauth.clients import store
from handfast.oauth.clients.rules import ListedClient
from handfast.runner.context import Context
from handfast.users.sessions.unconfirmed import unconfirmed

_OF_SERVER = "This client belongs to the server. Only its operator can change it."


async def seen(context: Context, client_id: ClientId) -> ListedClient | None:
    """A company sees the server's, too."""
    tenant_id = context.caller.tenant_id
    return await context.fetch_one(
        store.one_of_server(client_id) if tenant_id is None else store.one(client_id, tenant_id=tenant_id),
    )


async def to_change(context: Context, client_id: ClientId) -> ListedClient | Refused:
    """The refusal unless it is the caller's own, and their session was confirmed recently."""
    found = await seen(context, client_id)
    if found is None:
        return Refused(Reason.NOT_FOUND)
    if found.client.tenant_id != context.caller.tenant_id:
        return Refused(Reason.FORBIDDEN, extra={"detail": _OF_SERVER})
    return await unconfirmed(context) or found
