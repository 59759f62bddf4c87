"""A device that is let in with some client: where it asks, and what it held at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a client is told."""

    issuer: str
    client_id: str
    secret: str | None
    scope: str
    ca: Path
    """What its TLS trusts."""
    folder: Path
    """Where it may keep things."""
    show: Callable[[str], None]
    """Shows the user code; somebody approves it some time later."""
    approved: Callable[[], None]
    """Waits until then, for a client that is told by its user."""


@dataclass(frozen=True, slots=True)
class Held:
    tokens: list[dict[str, Any]]
    """The answers of the token endpoint, as far as the client gives them."""
    answers: tuple[int, ...] = ()
    """How our own API answered the device: with the first token, with the renewed one, and with that after it was revoked."""


Device = Callable[[Surroundings], Held]
