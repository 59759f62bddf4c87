"""Deletes an OAuth client. Its devices stay; their access tokens end, also for resource servers that check them by themselves."""

from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import Done, Refused
from handfast.oauth.clients.delete import delete_client as delete
from handfast.oauth.clients.rules import ListedClient
from handfast.oauth.tokens import store
from handfast.runner.context import Context


async def delete_client(context: Context, client_id: ClientId) -> Done[ListedClient] | Refused:
    """The view is what it was."""
    outcome = await delete(context, client_id)
    if isinstance(outcome, Done):
        context.write(store.revoke(client_id, context.now))
    return outcome
