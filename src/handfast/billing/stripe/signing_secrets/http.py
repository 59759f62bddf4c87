"""`/api/tenant/stripe`: the webhook's address and its signing secrets."""

from pydantic import Field

from handfast.billing.stripe.signing_secrets.add import add_secret
from handfast.billing.stripe.signing_secrets.remove import remove_secret
from handfast.billing.stripe.signing_secrets.secrets import get_webhook
from handfast.edge.calls import Call
from handfast.edge.reply import Reply
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.time import iso

routes = Routes("Subscriptions")


class SigningSecret(Reply):
    id: str
    ends: str = Field(description="Its last four characters; the rest is never shown")
    added_by: str
    added_at: str


class StripeWebhook(Reply):
    url: str = Field(description="Where the endpoint at Stripe sends its events; they must carry snapshot payloads")
    secrets: list[SigningSecret]
    by_setting: bool = Field(description="Events are checked with HANDFAST_STRIPE_WEBHOOK_SECRET, since there is no secret here")


class NewSigningSecret(Body):
    secret: str = Field(max_length=400)


@routes.get("/api/tenant/stripe", allow="webhook.secrets")
async def stripe_settings(call: Call) -> StripeWebhook:
    """The webhook for Stripe: its address, and who may sign"""
    return await _shown(call)


@routes.post("/api/tenant/stripe/secrets", allow="webhook.secrets", status=201)
async def add_signing_secret(call: Call, body: NewSigningSecret) -> StripeWebhook:
    """Believe what this secret signs. Up to three, so that one can replace another without a gap"""
    await call.do(add_secret, body.secret)
    return await _shown(call)


@routes.delete("/api/tenant/stripe/secrets/{id}", allow="webhook.secrets")
async def remove_signing_secret(call: Call, id: str) -> None:
    await call.do(remove_secret, id)


async def _shown(call: Call) -> StripeWebhook:
    webhook = await call.do(get_webhook, None)
    secrets = [SigningSecret(id=one.id, ends=one.ends, added_by=one.added_by, added_at=iso(one.added_at)) for one in webhook.secrets]
    url = f"{call.services.public_url}/api/webhooks/stripe/{call.caller.tenant}"
    return StripeWebhook(url=url, secrets=secrets, by_setting=webhook.by_setting)
