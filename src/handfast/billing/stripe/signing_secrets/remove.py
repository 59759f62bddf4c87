"""Step 3. What a removed secret signs is believed no longer."""

from handfast.billing.stripe.signing_secrets import store
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act


async def remove_secret(act: Act, id: str) -> Done[None] | Refused:
    tenant_id = act.caller.tenant
    held = next((row for row in await store.of_tenant(act.reads, tenant_id) if row["id"] == id), None)
    if held is None:
        return Refused(Reason.NOT_FOUND)
    act.write(store.delete(tenant_id, id))
    return Done(None, [Fact("STRIPE_SECRET_REMOVED", tenant_id, Subject("tenant", tenant_id), {"ends": held["ends"]})])
