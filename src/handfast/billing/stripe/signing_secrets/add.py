"""Step 1. An owner or admin brings a signing secret from Stripe."""

from handfast.billing.stripe.signing_secrets import store
from handfast.billing.stripe.signing_secrets.rules import MOST_SECRETS, is_signing_secret, shown_end
from handfast.billing.stripe.signing_secrets.secrets import PURPOSE
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.runner.run import Act
from handfast.users.rules import invalid
from handfast.users.sessions.unconfirmed import unconfirmed


async def add_secret(act: Act, text: str) -> Done[None] | Refused:
    """INVALID_INPUT for what is no signing secret, or when there are three already."""
    secret, tenant_id = text.strip(), act.caller.tenant
    if not is_signing_secret(secret):
        return invalid("secret", "This is not a signing secret of Stripe: it begins with whsec_")
    if refused := await unconfirmed(act):
        return refused
    held = await store.of_tenant(act.reads, tenant_id)
    if len(held) >= MOST_SECRETS:
        return invalid("secret", f"There are {MOST_SECRETS} already: remove one that Stripe no longer uses")
    sealed = act.keys.seal(PURPOSE, act.random.bytes(12), secret)
    act.write(store.insert(tenant_id, act.random.id(), sealed, shown_end(secret), act.caller.name, act.now))
    return Done(None, [Fact("STRIPE_SECRET_ADDED", tenant_id, Subject("tenant", tenant_id), {"ends": shown_end(secret)})])
