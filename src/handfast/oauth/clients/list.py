"""The clients that a company or the operator sees: a company its own first, then those of the server, each by name."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done
from handfast.kernel.texts import sort_key
from handfast.oauth.clients import store
from handfast.oauth.clients.rules import ListedClient
from handfast.runner.context import Context


async def list_clients(context: Context, _: None) -> Done[Sequence[ListedClient]]:
    tenant_id = context.caller.tenant_id
    found = await context.fetch_all(store.listed_of_server() if tenant_id is None else store.listed(tenant_id=tenant_id))
    return Done(sorted(found, key=lambda one: (one.client.tenant_id is None, sort_key(one.client.name), one.client.id)))
