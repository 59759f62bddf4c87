"""Step 3, alternative: the user did not begin this, or changed their mind. The device learns it when it next asks."""

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.approve import suggested_name
from handfast.ceremonies.device_authorization.present import present
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context


async def deny(context: Context, user_code: str) -> Done[None] | Refused:
    presented = await present(context, user_code)
    if isinstance(presented, Refused):
        return presented
    grant, tenant_id = presented.grant, presented.tenant_id
    context.write(store.deny(grant.id, context.caller.user_id, None, context.now, tenant_id=tenant_id))
    details = {"client": grant.client_name, "from": grant.address}
    return Done(None, [DomainEvent("DEVICE_GRANT_DENIED", tenant_id, Subject("grant", grant.id, suggested_name(grant)), details)])
