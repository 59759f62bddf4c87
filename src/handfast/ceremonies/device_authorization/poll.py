"""Step 3. The device asks whether it is let in, and gets what its tokens are made from (RFC 8628, 3.4)."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens.rules import Granted
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Poll:
    client: Client
    device_code: Secret
    thumbprint: str | None
    """Of the key that signed the request's DPoP proof."""


async def poll(context: Context, command: Poll) -> Done[Granted] | Refused:
    """Refused with AUTHORIZATION_PENDING, SLOW_DOWN, ACCESS_DENIED, EXPIRED_TOKEN or INVALID_GRANT.

    `number` in the extra of a pending one: what the device must show from now on.
    """
    raise NotImplementedError
