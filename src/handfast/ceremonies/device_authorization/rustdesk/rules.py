"""Lifetimes and codes of a request. Pure, except for the keys from which a code's cookie is derived."""

from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Key, base64url
from handfast.kernel.time import MINUTE

CODE_BYTES = 16
LIFE = 3 * MINUTE
DELIVERED_FOR = MINUTE
"""How long the client can fetch its token after the approval, even if the request was about to expire."""
MOST_TRIES = 3
FINAL = {Reason.DEVICE_LINKED_ELSEWHERE, Reason.DEVICE_BLOCKED, Reason.SUBSCRIPTION_REQUIRED}
"""Asking again would change nothing: the request ends, and the app shows why."""
DIGITS = 3
_NONCE_BYTES = 12


def cookie_of(key: Key, code: str) -> str:
    """The session secret of an approval. It is derived from the code, so that it can be issued again and need not be stored."""
    return base64url(key.mac("rustdesk-request", code))


def nonce_of(key: Key, code: str) -> bytes:
    return key.mac("rustdesk-request-nonce", code)[:_NONCE_BYTES]


def last_of(rustdesk_id: RustdeskId) -> str:
    return rustdesk_id[-DIGITS:].lower()
