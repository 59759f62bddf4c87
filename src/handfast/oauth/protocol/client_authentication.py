"""Which client calls (RFC 6749, 2.3): a public one by its name alone, a confidential one by its secret, in the header or in the form."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import digest, same
from handfast.kernel.texts import is_storable
from handfast.limits import store as limits
from handfast.limits.rules import CLIENT_SECRET, Bucket, source
from handfast.oauth.clients import store as clients
from handfast.oauth.clients.rules import Client
from handfast.runner.context import Context
from handfast.users.rules import invalid

LONGEST = 200
_CHALLENGED = Refused(Reason.INVALID_CLIENT, extra={"challenge": "Basic"})
"""The answer names the scheme that was tried (RFC 6749, 5.2)."""


@dataclass(frozen=True, slots=True)
class Presented:
    authorization: str
    """The header of that name; empty if there is none."""
    client_id: str | None
    """The two of the form."""
    secret: str | None


async def authenticate(context: Context, presented: Presented) -> Done[Client] | Refused:
    """A client uses one way only (RFC 6749, 2.3), but may repeat its name beside the header."""
    if not presented.authorization:
        return await _known(context, presented.client_id, presented.secret)
    by_header = _basic(presented.authorization)
    if by_header is None:
        return _CHALLENGED
    client_id, secret = by_header
    if presented.secret is not None or presented.client_id not in (None, client_id):
        return invalid("client_id", "the client is named twice")
    outcome = await _known(context, client_id, secret or None)
    return _CHALLENGED if isinstance(outcome, Refused) and outcome.reason is Reason.INVALID_CLIENT else outcome


def _basic(authorization: str) -> tuple[str, str] | None:
    """Both parts are encoded as in a form before they are joined (RFC 6749, 2.3.1)."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
        told = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        return None
    return told if colon and all(is_storable(one) and len(one) <= LONGEST for one in told) else None


async def _known(context: Context, client_id: str | None, secret: str | None) -> Done[Client] | Refused:
    """A secret has 256 random bits and cannot be guessed, so a right one is never refused for the wrong ones of others."""
    client = await context.fetch_one(clients.by_id(ClientId(client_id))) if client_id else None
    if client is None or client.disabled_at is not None:
        return Refused(Reason.INVALID_CLIENT)
    if client.secret_hash is None:
        return Done(client) if secret is None else Refused(Reason.INVALID_CLIENT)
    if secret is not None and same(digest(secret), client.secret_hash):
        return Done(client)
    bucket = Bucket(CLIENT_SECRET, f"{client.id}:{source(context.caller.address)}")
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    context.write(limits.spend(bucket, context.now))
    return Refused(Reason.INVALID_CLIENT)
