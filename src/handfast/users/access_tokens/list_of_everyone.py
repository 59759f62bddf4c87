"""The access tokens of all users of the tenant, for who commands the machine itself; through the API everybody sees their own."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.access_tokens import store
from handfast.users.access_tokens.store import OwnedToken


async def list_of_everyone(context: Context, _: None) -> Done[Sequence[OwnedToken]]:
    """The newest 1,000 that still work."""
    return Done(await context.fetch_all(store.of_tenant(context.now, tenant_id=context.caller.tenant)))
