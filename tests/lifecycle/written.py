"""A state table that is written out by hand: a line for each verb, a column for each state, two blanks or more between them."""

import re
from typing import Any

from handfast.kernel.lifecycle import Lifecycle

Table = dict[str, dict[str, str]]
"""By verb and state the target, `-` where the verb is refused."""


def read(text: str) -> Table:
    states, *lines = (re.split(r"\s{2,}", line.strip()) for line in text.strip("\n").splitlines())
    return {verb: dict(zip(states, targets, strict=True)) for verb, *targets in lines}


def table_of(lifecycle: Lifecycle[Any]) -> Table:
    return {verb: {str(state): str(lifecycle.target(verb, state) or "-") for state in lifecycle.states} for verb in lifecycle.verbs}
