"""Step 1. An owner or admin adds a signing secret from Stripe."""

from handfast.billing.stripe.signing_secrets import store
from handfast.billing.stripe.signing_secrets.rules import MOST_SECRETS, is_signing_secret, shown_end
from handfast.billing.stripe.signing_secrets.secrets import PURPOSE
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.runner.context import Context
from handfast.users.rules import invalid
from handfast.users.sessions.unconfirmed import unconfirmed


async def add_secret(context: Context, text: str) -> Done[None] | Refused:
    """INVALID_INPUT for a text that is not a signing secret, or when there are three already."""
    secret, tenant_id = text.strip(), context.caller.tenant
    if not is_signing_secret(secret):
        return invalid("secret", "This is not a Stripe signing secret: those begin with whsec_")
    if refused := await unconfirmed(context):
        return refused
    held = await context.fetch_all(store.of_tenant(tenant_id=tenant_id))
    if len(held) >= MOST_SECRETS:
        return invalid("secret", f"There are {MOST_SECRETS} already: remove one that Stripe no longer uses")
    sealed = context.keys.seal(PURPOSE, context.random.bytes(12), secret)
    context.write(store.insert(context.random.id(), sealed, shown_end(secret), context.caller.name, context.now, tenant_id=tenant_id))
    return Done(None, [DomainEvent("STRIPE_SECRET_ADDED", tenant_id, Subject("tenant", tenant_id), {"ends": shown_end(secret)})])
