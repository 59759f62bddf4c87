"""Step 1. Stripe's library checks the signature of an event, and our clock its age."""

from collections.abc import Iterable

from handfast.kernel.time import MINUTE, SECOND

# Stripe's own libraries allow five minutes.
OLDEST = 5 * MINUTE


def is_signed(body: bytes, signature: str, secrets: Iterable[str], now: int) -> bool:
    """Whether one of the secrets signed it, and lately."""
    return any(_is_signed(body, signature, secret, now) for secret in secrets)


def _is_signed(body: bytes, signature: str, secret: str, now: int) -> bool:
    from stripe import SignatureVerificationError, WebhookSignature  # noqa: PLC0415 - the library takes longer to load than we to start

    try:
        WebhookSignature.verify_header(body, signature, secret)
    except (SignatureVerificationError, UnicodeDecodeError):
        return False
    signed_at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t=")) * SECOND
    return abs(now - signed_at) <= OLDEST
