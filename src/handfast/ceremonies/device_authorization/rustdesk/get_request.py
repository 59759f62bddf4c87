"""Step 2. Finds the request for the page on which it is approved."""

from handfast.ceremonies.device_authorization.rustdesk import store
from handfast.ceremonies.device_authorization.rustdesk.store import OpenRequest
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context


async def get_request(context: Context, code: Secret) -> Done[OpenRequest] | Refused:
    found = await context.fetch_one(store.open_request(digest(code.reveal()), context.now, tenant_id=context.caller.tenant))
    return Done(found) if found is not None else Refused(Reason.LINK_EXPIRED)
