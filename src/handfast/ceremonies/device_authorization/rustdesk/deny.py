"""Step 3, alternative: the user did not begin this request, or changed their mind. The app learns it when it next polls."""

from handfast.ceremonies.device_authorization.rustdesk import store
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context


async def deny(context: Context, code: Secret) -> Done[None] | Refused:
    hashed, caller = digest(code.reveal()), context.caller
    request = await context.fetch_one(store.open_request(hashed, context.now, tenant_id=caller.tenant))
    if request is None:
        return Refused(Reason.LINK_EXPIRED)
    context.write(store.deny(hashed, tenant_id=caller.tenant))
    details = {"rustdesk_id": request.rustdesk_id, "hostname": request.hostname, "from": request.address}
    return Done(None, [DomainEvent("LINK_DENIED", caller.tenant, Subject("person", caller.user_id, caller.name), details)])
