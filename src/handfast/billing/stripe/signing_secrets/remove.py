"""Step 3. Removes a secret. Events signed with it are no longer accepted."""

from handfast.billing.stripe.signing_secrets import store
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


async def remove_secret(context: Context, id: str) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    held = next((one for one in await context.fetch_all(store.of_tenant(tenant_id=tenant_id)) if one.id == id), None)
    if held is None:
        return Refused(Reason.NOT_FOUND)
    context.write(store.delete(id, tenant_id=tenant_id))
    return Done(None, [DomainEvent("STRIPE_SECRET_REMOVED", tenant_id, Subject("tenant", tenant_id), {"ends": held.ends})])
