"""What states a thing goes through: which verb leads from which states to which. SQL, refusals and docs/generated/states.md follow it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


def is_any(column: str, *states: StrEnum) -> str:
    """The SQL condition that `column` holds one of `states`."""
    named = ", ".join(f"'{state}'" for state in states)
    return f"{column} = {named}" if len(states) == 1 else f"{column} IN ({named})"


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    verb: str
    sources: tuple[S, ...]
    target: S
    column: str = "state"

    def allows(self, state: S) -> bool:
        return state in self.sources

    @property
    def guard(self) -> str:
        """The SQL condition that the state allows it. A statement that changes the state requires it."""
        return is_any(self.column, *self.sources)

    @property
    def change(self) -> str:
        """The SQL assignment of the new state."""
        return f"{self.column} = '{self.target}'"


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S]):
    thing: str
    table: str
    states: type[S]
    begins: tuple[S, ...]
    """The states in which it comes into being."""
    transitions: tuple[Transition[S], ...]
    """What is not here does not happen: the tests walk every pair of a state and a verb."""
