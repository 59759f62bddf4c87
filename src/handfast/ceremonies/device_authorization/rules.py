"""Lives and codes of a request. Pure, but for the keys that make a code's cookie."""

from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Keys, base64url
from handfast.kernel.time import MINUTE

CODE_BYTES = 16
LIFE = 3 * MINUTE
DELIVERED_FOR = MINUTE
"""After the approval: the client may be about to give up, and gets this long all the same."""
MOST_TRIES = 3
FINAL = {Reason.DEVICE_LINKED_ELSEWHERE, Reason.DEVICE_BLOCKED, Reason.SUBSCRIPTION_REQUIRED}
"""Asking again would change nothing: the request ends, and the app shows why."""
DIGITS = 3
_NONCE_BYTES = 12


def cookie_of(keys: Keys, code: str) -> str:
    """The session that an approval opens: made of the code, so that it can be handed out again and stands nowhere."""
    return base64url(keys.mac("rustdesk-request", code))


def nonce_of(keys: Keys, code: str) -> bytes:
    return keys.mac("rustdesk-request-nonce", code)[:_NONCE_BYTES]


def last_of(rustdesk_id: str) -> str:
    return rustdesk_id[-DIGITS:].lower()
