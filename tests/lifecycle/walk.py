"""What the walks over the state tables have in common: each state, each verb, each way in which somebody can do the verb.

A walk brings a real thing into the state, does the verb by its real use case, and reads the state back. Where the table allows the verb,
the thing is then in the target; elsewhere it is unchanged, and the answer is a refusal, unless the thing is in the target already or the
way says nothing (`Way.is_silent`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

import pytest

from handfast.kernel.lifecycle import Lifecycle

D = TypeVar("D", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Way(Generic[D]):
    verb: str
    name: str
    do: D
    """Does the verb; what it returns, or the result of what it returns, is the code of the refusal, or None if it was done."""
    reaches: Collection[StrEnum] | None = None
    """The states that it leads out of, if they are fewer than the verb's; in others it is refused."""
    skips: Collection[StrEnum] = ()
    """The states in which nobody can even try."""
    is_silent: bool = False
    """It is answered like a success where there is nothing to do, and says so in its docstring."""


def cases(lifecycle: Lifecycle[Any], ways: Sequence[Way[D]]) -> list[Any]:
    """A parameter (state, way) for each state and each way to do each verb."""
    known = [
        pytest.param(state, way, id=f"{state}-{way.verb}-{way.name}".replace(" ", "_"))
        for state in lifecycle.states
        for way in ways
        if state not in way.skips
    ]
    return [*known, *_gaps(lifecycle, ways)]


def _gaps(lifecycle: Lifecycle[Any], ways: Sequence[Way[D]]) -> list[Any]:
    """What the table allows and no way does: a parameter without a way, which fails. So does a new state or verb at first."""
    return [
        pytest.param(state, None, id=f"{state}-{verb}-nobody_does_it".replace(" ", "_"))
        for verb in lifecycle.verbs
        for state in lifecycle.states
        if not any(_is_done(lifecycle, verb, state, way) for way in ways)
    ]


def _is_done(lifecycle: Lifecycle[Any], verb: str, state: StrEnum, way: Way[D]) -> bool:
    if way.verb != verb or state in way.skips:
        return False
    return not lifecycle.allows(verb, state) or way.reaches is None or state in way.reaches


def judge(lifecycle: Lifecycle[Any], way: Way[D], before: StrEnum, refusal: str | None, after: str) -> None:
    """Fails unless the table is obeyed."""
    is_reached = way.reaches is None or before in way.reaches
    target = lifecycle.target(way.verb, before) if is_reached else None
    if target is not None:
        assert (refusal, after) == (None, target)
        return
    assert after == before
    is_there = before in {transition.target for transition in lifecycle.transitions if transition.verb == way.verb}
    assert refusal is not None or is_there or way.is_silent, "it was not done, and nobody was told"
