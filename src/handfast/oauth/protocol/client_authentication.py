"""Which client calls (RFC 6749, 2.3): a public one by its name alone, a confidential one by its secret, in the header or in the form."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from handfast.edge.calls import Call
from handfast.edge.oauth_errors import CHALLENGE
from handfast.edge.problems import Refusal
from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest, same
from handfast.kernel.texts import is_storable
from handfast.limits import store as limits
from handfast.limits.rules import CLIENT_SECRET, Bucket, source
from handfast.oauth.clients import store as clients
from handfast.oauth.clients.rules import Client
from handfast.oauth.protocol.schemas import ClientForm
from handfast.runner.context import Context

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Presented:
    client_id: ClientId
    secret: Secret | None
    by_header: bool


async def client_of(call: Call, form: ClientForm) -> Client:
    """Raises `Refusal`."""
    presented = _presented(call, form)
    outcome = await call.run(authenticate, presented, call.caller)
    if isinstance(outcome, Done):
        return outcome.view
    if presented.by_header and outcome.reason is Reason.INVALID_CLIENT:
        raise _challenged()
    raise Refusal(outcome.reason, outcome.retry_in)


def _challenged() -> Refusal:
    """The answer names the scheme that was tried (RFC 6749, 5.2)."""
    return Refusal(Reason.INVALID_CLIENT, None, **{CHALLENGE: "Basic"})


def _presented(call: Call, form: ClientForm) -> Presented:
    """A client uses one way only (RFC 6749, 2.3), but may repeat its name beside the header."""
    scheme, _, credentials = call.headers.get("authorization", "").partition(" ")
    if not scheme:
        if form.client_id is None:
            raise Refusal(Reason.INVALID_CLIENT)
        return Presented(ClientId(form.client_id), Secret(form.client_secret) if form.client_secret else None, by_header=False)
    if scheme.lower() != "basic":
        raise _challenged()
    client_id, secret = _basic(credentials)
    if form.client_secret is not None or form.client_id not in (None, client_id):
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "client_id", "message": "the client is named twice"}])
    return Presented(ClientId(client_id), Secret(secret) if secret else None, by_header=True)


def _basic(credentials: str) -> tuple[str, str]:
    """Both parts are encoded as in a form before they are joined (RFC 6749, 2.3.1)."""
    try:
        name, colon, secret = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
        told = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError) as error:
        raise _challenged() from error
    if not colon or not all(is_storable(one) and len(one) <= LONGEST for one in told):
        raise _challenged()
    return told


async def authenticate(context: Context, presented: Presented) -> Done[Client] | Refused:
    """A secret has 256 random bits and cannot be guessed, so a right one is never refused for the wrong ones of others."""
    client = await context.fetch_one(clients.by_id(presented.client_id))
    if client is None or client.disabled_at is not None:
        return Refused(Reason.INVALID_CLIENT)
    if client.secret_hash is None:
        return Done(client) if presented.secret is None else Refused(Reason.INVALID_CLIENT)
    if presented.secret is not None and same(digest(presented.secret.reveal()), client.secret_hash):
        return Done(client)
    bucket = Bucket(CLIENT_SECRET, f"{client.id}:{source(context.caller.address)}")
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    context.write(limits.spend(bucket, context.now))
    return Refused(Reason.INVALID_CLIENT)
