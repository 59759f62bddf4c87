"""One's own access tokens that still work."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.access_tokens import store
from handfast.users.access_tokens.rules import TokenLine


async def list_tokens(context: Context, _: None) -> Done[Sequence[TokenLine]]:
    return Done(await context.fetch_all(store.of_user(context.caller.user_id, context.now, tenant_id=context.caller.tenant)))
