"""What this feature needs of the outside world: to ask an address of a provider. The adapter is `adapters/outbound_http.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol


class Unreachable(Exception):
    """The provider did not answer, or may not be asked; the message is a sentence for the admin."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class Fetch(Protocol):
    async def __call__(
        self, method: Literal["GET", "POST"], url: str, headers: Mapping[str, str], body: bytes = b"", *, trusted: bool
    ) -> Answer:
        """Follows no redirect; the answer is limited in size and time. Raises `Unreachable`.

        `trusted`: the operator of the server named the address, so that it may also be a private one.
        """
        ...
