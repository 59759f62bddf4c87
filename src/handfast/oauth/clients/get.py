"""One client, as its company or the operator sees it."""

from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.oauth.clients.rules import ListedClient
from handfast.oauth.clients.sight import seen
from handfast.runner.context import Context


async def get_client(context: Context, client_id: ClientId) -> Done[ListedClient] | Refused:
    found = await seen(context, client_id)
    return Refused(Reason.NOT_FOUND) if found is None else Done(found)
