"""The addresses of the company, confirmed or not."""

from collections.abc import Sequence

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.recipients import store
from handfast.users.recipients.store import Recipient


async def list_recipients(context: Context, _: None) -> Done[Sequence[Recipient]]:
    return Done(await context.fetch_all(store.recipients(tenant_id=context.caller.tenant)))
