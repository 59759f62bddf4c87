"""Routes of Stripe: the webhook that it calls, and what the company sets for it."""

from handfast.billing.stripe.handle_event import NotUnderstood, SubscriptionEvent, handle_event, note_not_understood
from handfast.billing.stripe.schemas import read
from handfast.billing.stripe.signature import is_signed
from handfast.billing.stripe.signing_secrets.secrets import signing_secrets
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import Routes
from handfast.edge.strict_json import parse
from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason

routes = Routes("Subscriptions")


@routes.post("/api/webhooks/stripe/{id}", allow="webhook.stripe", refuses=[Reason.BAD_SIGNATURE, Reason.INVALID_INPUT])
async def receive_stripe_event(call: Call, id: TenantId) -> None:
    """Receive a subscription event from Stripe.

    It must be signed with a signing secret of the company that `id` names.
    """
    body, signature = await call.body(), call.headers.get("stripe-signature", "")
    if not is_signed(body, signature, await call.do(signing_secrets, id), call.run.clock.now()):
        raise Refusal(Reason.BAD_SIGNATURE)
    call.caller = Caller("system", call.address, name="Stripe", tenant_id=id)
    match read(parse(body)):
        case SubscriptionEvent() as event:
            await call.do(handle_event, event)
        case NotUnderstood() as event:
            await call.do(note_not_understood, event)
