"""The token that a client holds: a session of its user, sealed, so that a token found on a PC's disk is no cookie for a browser.

The session is listed among the user's own and ends like them.
"""

import base64
import binascii

from cryptography.exceptions import InvalidTag

from handfast.edge.calls import Call
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import Keys, base64url

_PURPOSE = "rustdesk-token"
_PREFIX = "hfr_"
_LONGEST = 400


def token_for(keys: Keys, cookie: str, nonce: bytes) -> str:
    """`nonce` is random, or derived from what the cookie is derived from: then the same cookie gives the same token."""
    return _PREFIX + base64url(keys.seal(_PURPOSE, nonce, cookie))


def _cookie_in(keys: Keys, token: str) -> str | None:
    bare = token.removeprefix(_PREFIX)
    if bare == token or len(token) > _LONGEST or not token.isascii():
        return None
    try:
        return keys.unseal(_PURPOSE, base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)))
    except (binascii.Error, InvalidTag, ValueError):
        return None


def bearer(call: Call) -> str:
    """The credential after `Bearer`: one of our tokens, or a personal code; empty without one."""
    scheme, _, credential = call.headers.get("authorization", "").partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else ""


async def signed_in(call: Call) -> Caller | Refused:
    """The user whose token the client sends; they become the caller."""
    cookie = _cookie_in(call.services.keys, bearer(call))
    if cookie is None or call.services.by_session is None:
        return Refused(Reason.UNAUTHENTICATED)
    caller = await call.services.by_session(call, cookie)
    if isinstance(caller, Caller) and caller.is_suspended:
        return Refused(Reason.TENANT_SUSPENDED)
    if isinstance(caller, Caller):
        call.caller = caller
        if caller.needs_second_factor:
            return Refused(Reason.SECOND_FACTOR_NEEDED)
    return caller
