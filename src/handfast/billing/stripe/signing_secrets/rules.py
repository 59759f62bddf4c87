"""What a signing secret looks like. Pure."""

import re

MOST_SECRETS = 3
"""While one replaces another there are two; a third may have been forgotten."""

_SIGNING_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,200}")


def is_signing_secret(text: str) -> bool:
    return _SIGNING_SECRET.fullmatch(text) is not None


def shown_end(secret: str) -> str:
    """The last four characters, by which an admin recognises the secret: Stripe's own pages show keys in this way."""
    return secret[-4:]
