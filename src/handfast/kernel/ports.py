"""The two things a use case may never fetch for itself: the time and randomness. Adapters supply the real ones, tests their own."""

from typing import Protocol


class Clock(Protocol):
    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class Random(Protocol):
    def bytes(self, count: int) -> bytes: ...

    def symbols(self, alphabet: str, count: int) -> str:
        """`count` symbols, each drawn evenly from `alphabet`."""
        ...

    def id(self) -> str:
        """A new UUID, version 4, in its usual 36 characters."""
        ...
