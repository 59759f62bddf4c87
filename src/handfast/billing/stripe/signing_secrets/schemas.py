"""What goes in and out of `/api/tenant/stripe`."""

from pydantic import Field

from handfast.billing.stripe.signing_secrets.secrets import Webhook
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body


class SigningSecret(Reply):
    id: Id
    ends: str = Field(description="The last four characters; the rest is never shown")
    added_by: str
    added_at: Timestamp


class StripeWebhook(Reply):
    url: str = Field(description="The address for the webhook endpoint at Stripe, which must send snapshot payloads")
    secrets: list[SigningSecret]
    by_setting: bool = Field(description="Whether events are checked with HANDFAST_STRIPE_WEBHOOK_SECRET, because no secret is set here")


class NewSigningSecret(Body):
    secret: str = Field(max_length=400)


def webhook_reply(webhook: Webhook, url: str) -> StripeWebhook:
    secrets = [SigningSecret(id=one.id, ends=one.ends, added_by=one.added_by, added_at=one.added_at) for one in webhook.secrets]
    return StripeWebhook(url=url, secrets=secrets, by_setting=webhook.by_setting)
