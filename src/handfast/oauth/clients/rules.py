"""What a client may do. Pure."""

import json
from dataclasses import dataclass, fields
from typing import Any, Literal

from handfast.kernel.ids import ClientId, TenantId

AllowedDevices = Literal["any", "same_network", "registered"]


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What is stored as JSON is only what somebody chose."""

    requires_dpop: bool = False
    """Whether its devices must have a key of their own (RFC 9449)."""
    wait_seconds: int = 0
    """How long a poll waits for the decision if the client names no time itself (`Prefer: wait=…`)."""
    shows_number: bool = False
    """Whether its devices can show the number that the approver compares."""
    allowed_devices: AllowedDevices = "any"
    """Which devices may be approved: any, those in the network of the approver, or those whose keys were registered beforehand."""
    exchanges: bool = False
    """Whether devices that were paired or linked here may exchange their credential for its tokens (RFC 8693)."""


NAMES = tuple(field.name for field in fields(ClientSettings))


@dataclass(frozen=True, slots=True)
class Client:
    id: ClientId
    tenant_id: TenantId | None
    """None for a client of the server, whose devices the people of all companies may approve."""
    name: str
    secret_hash: bytes | None
    """SHA-256; None for a public client."""
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    """The resource servers that its tokens are for. Without any they are for this server."""
    settings: ClientSettings
    disabled_at: int | None
    version: int

    @property
    def is_public(self) -> bool:
        return self.secret_hash is None


def parse_settings(json_text: str) -> ClientSettings:
    """Lenient: what an older or newer version stored never stops a client."""
    stored: dict[str, Any] = json.loads(json_text)
    return ClientSettings(**{name: value for name, value in stored.items() if name in NAMES})
