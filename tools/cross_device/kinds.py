"""What a row of the page is made of.

A setting is a company's, or begins with `client:` or `server:`, or is a limit. A test is its file below tests/ and its name.
"""

from dataclasses import dataclass

from handfast.limits.rules import Limit


@dataclass(frozen=True, slots=True)
class Answer:
    does: str
    tests: tuple[str, ...]
    settings: tuple[str | Limit, ...] = ()
    """None: it is fixed."""


@dataclass(frozen=True, slots=True)
class Mitigation:
    name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Ceremony:
    name: str
    switch: str
    off: str
    """What is left when it is switched off."""
    events: tuple[str, ...]
    tests: tuple[str, ...]
