"""Step 1. A device asks to be let in (RFC 8628, 3.1)."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret
from handfast.oauth.clients.rules import Client
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Authorize:
    client: Client
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    thumbprint: str | None
    """Of the key that signed the request's DPoP proof."""
    device_name: str
    platform: str


@dataclass(frozen=True, slots=True)
class Authorized:
    device_code: Secret
    user_code: Secret
    """As it is shown, with its dash."""
    expires_in: int
    """Milliseconds."""
    interval: int
    """Milliseconds."""


async def authorize(context: Context, command: Authorize) -> Done[Authorized] | Refused:
    raise NotImplementedError
