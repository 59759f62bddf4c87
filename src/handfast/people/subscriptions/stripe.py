"""Step 2. What Stripe sends: its signature is checked by its own library, its age by our clock; then the few fields we use are read."""

from typing import Any

from handfast.edge.reading import is_storable
from handfast.kernel.moments import MINUTE, SECOND
from handfast.people.subscriptions.hear import Heard
from handfast.people.subscriptions.rules import FROM_STRIPE, Told

# Stripe's own libraries allow five minutes.
OLDEST = 5 * MINUTE
_RANKS = {"customer.subscription.created": 0, "customer.subscription.updated": 1, "customer.subscription.deleted": 2}


def is_signed(body: bytes, signature: str, secret: str, now: int) -> bool:
    from stripe import SignatureVerificationError, WebhookSignature  # noqa: PLC0415 - the library takes longer to load than we to start

    try:
        WebhookSignature.verify_header(body, signature, secret)
    except (SignatureVerificationError, UnicodeDecodeError):
        return False
    signed_at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t=")) * SECOND
    return abs(now - signed_at) <= OLDEST


def read(event: Any) -> Heard | None:
    """None for events that are not about a subscription. Raises KeyError, TypeError or ValueError for what Stripe would not send."""
    rank = _RANKS.get(event["type"])
    if rank is None:
        return None
    about = event["data"]["object"]
    customer, metadata = about["customer"], about.get("metadata") or {}
    email = metadata.get("email")
    if isinstance(customer, dict):
        customer, email = customer["id"], email or customer.get("email")
    told = Told(about["id"], FROM_STRIPE[about["status"]], _ends_at(about), event["created"] * SECOND, rank)
    heard = Heard(event["id"], customer, told, metadata.get("person_id"), email)
    if not all(isinstance(text, str) and is_storable(text) for text in (heard.event_id, customer, told.id)):
        raise TypeError("an id is no text")
    return heard


def _ends_at(about: Any) -> int | None:
    """When it ends, if it is known to: cancelled at a date, or at the end of what is paid."""
    ends = about.get("ended_at") or about.get("cancel_at")
    if ends is None and about.get("cancel_at_period_end"):
        items = (about.get("items") or {}).get("data") or [{}]
        ends = about.get("current_period_end") or items[0].get("current_period_end")
    return None if ends is None else int(ends) * SECOND
