"""What features that seal things return when they seal them again: how far they got. A key is retired only after all have finished."""

from dataclasses import dataclass

AT_ONCE = 100
"""Rows that one commit seals again, so that requests beside it do not wait."""


@dataclass(frozen=True, slots=True)
class Resealed:
    rows: int
    last: str | None
    """The id to go on after; None at the end."""
