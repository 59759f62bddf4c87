"""`/api/tenant/stripe`: the webhook's address and its signing secrets."""

from handfast.billing.stripe.signing_secrets.add import add_secret
from handfast.billing.stripe.signing_secrets.remove import remove_secret
from handfast.billing.stripe.signing_secrets.schemas import NewSigningSecret, StripeWebhook, webhook_reply
from handfast.billing.stripe.signing_secrets.secrets import get_webhook
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason

routes = Routes("Subscriptions")


@routes.get("/api/tenant/stripe", allow="webhook.secrets")
async def get_stripe_webhook(call: Call) -> StripeWebhook:
    """Get the address of the Stripe webhook, and its signing secrets."""
    return await _shown(call)


@routes.post("/api/tenant/stripe/secrets", allow="webhook.secrets", status=201, refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def add_signing_secret(call: Call, body: NewSigningSecret) -> StripeWebhook:
    """Add a signing secret of the Stripe webhook.

    There can be up to three, so that one can replace another without a gap.
    """
    await call.do(add_secret, body.secret)
    return await _shown(call)


@routes.delete("/api/tenant/stripe/secrets/{id}", allow="webhook.secrets")
async def remove_signing_secret(call: Call, id: str) -> None:
    """Remove a signing secret of the Stripe webhook."""
    await call.do(remove_secret, id)


async def _shown(call: Call) -> StripeWebhook:
    url = f"{call.services.public_url}/api/webhooks/stripe/{call.caller.tenant}"
    return webhook_reply(await call.do(get_webhook, None), url)
