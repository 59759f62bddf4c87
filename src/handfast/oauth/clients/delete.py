"""Step 3. Deletes a client. Its devices stay, and get no more tokens.

It is disabled and shown to nobody from now on. Its row goes some minutes later (`retention.py`), with what its devices were granted: a
request that read it just before may still write what names it.
"""

from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.oauth.clients import store
from handfast.oauth.clients.rules import ListedClient
from handfast.oauth.clients.sight import to_change
from handfast.runner.context import Context


async def delete_client(context: Context, client_id: ClientId) -> Done[ListedClient] | Refused:
    """The view is what it was."""
    listed = await to_change(context, client_id)
    if isinstance(listed, Refused):
        return listed
    client = listed.client
    context.write(store.delete(client, context.now))
    subject = Subject("client", client.id, client.name)
    return Done(listed, [DomainEvent("OAUTH_CLIENT_DELETED", client.tenant_id, subject, {"count": listed.devices})])
