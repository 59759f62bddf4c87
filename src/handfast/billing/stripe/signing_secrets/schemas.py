"""What goes in and out of `/api/tenant/stripe`."""

from pydantic import BaseModel, Field

from handfast.edge.schemas import Id, Timestamp
from handfast.edge.strict_json import Body


class SigningSecret(BaseModel):
    id: Id
    ends: str = Field(description="Its last four characters; the rest is never shown")
    added_by: str
    added_at: Timestamp


class StripeWebhook(BaseModel):
    url: str = Field(description="Where the endpoint at Stripe sends its events; they must carry snapshot payloads")
    secrets: list[SigningSecret]
    by_setting: bool = Field(description="Events are checked with HANDFAST_STRIPE_WEBHOOK_SECRET, since there is no secret here")


class NewSigningSecret(Body):
    secret: str = Field(max_length=400)
