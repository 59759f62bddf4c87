"""Step 7. Reads the report of a logout. Whose client it is for stands in the token, and is believed once the signature is verified."""

import json

from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Refused
from handfast.runner.run import Runner
from handfast.single_sign_on.end_sessions import Client, Reported, provider_for_logout
from handfast.single_sign_on.relying_party import LONGEST_TOKEN, RelyingParty
from handfast.single_sign_on.rules import LONGEST_ISSUER, NotValid


async def reported_logout(run: Runner, party: RelyingParty, caller: Caller, token: str) -> Reported | Refused:
    """Raises `NotValid` or `Unreachable`."""
    client = _client_of(token)
    found = await run(provider_for_logout, client, caller)
    if isinstance(found, Refused):
        return found
    claims = await party.logout_claims(found.view, token, run.clock.now())
    return Reported(client.issuer, client.client_id, claims.get("sub"), claims.get("sid"), claims["jti"])


def _client_of(token: str) -> Client:
    """Whom the token names, before anybody knows whether it may."""
    from joserfc import jws  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415

    if len(token) > LONGEST_TOKEN:
        raise NotValid("it is too long")
    try:
        claims = json.loads(jws.extract_compact(token.encode()).payload)
        issuer, audience = claims["iss"], claims["aud"]
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotValid("it is no signed token") from error
    client = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    if not all(isinstance(text, str) and len(text) <= LONGEST_ISSUER and "\0" not in text for text in (issuer, client)):
        raise NotValid("it does not say whose it is")
    return Client(issuer, client)
