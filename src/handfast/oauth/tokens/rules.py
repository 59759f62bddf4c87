"""What a device was granted. Pure."""

from dataclasses import dataclass

from handfast.kernel.ids import ClientId, DeviceId, TenantId
from handfast.kernel.secrets import Secret
from handfast.kernel.time import MINUTE

ACCESS_LIFE = 15 * MINUTE
REFRESH_PREFIX = "hfr_"
"""Lets secret scanners recognise a refresh token, and keeps it from being a credential of the device's own API."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What the answer of the token endpoint is made from."""

    device_id: DeviceId
    tenant_id: TenantId
    client_id: ClientId
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    """Empty: this server itself."""
    thumbprint: str | None
    """Of the key that the tokens are bound to (RFC 9449); None for bearer tokens."""
    refresh_token: Secret | None
    """None where the device keeps the credential that it has."""
    refresh_expires_at: int
