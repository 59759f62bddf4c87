"""Records in the trail what became of each secret key. The keys are changed in a file, so the state that was recorded last is kept here.

A command that was killed between the file and the trail is made up for by the next one. Nodes may have older copies of the file; a key
never returns to an earlier state, so what they know is no change.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from handfast.db import server_state
from handfast.kernel.key_ring import KeyRing, KeyState
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context

_NAME = "states of the keys"
_ORDER = list(KeyState)
_REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class KeyChange:
    before: KeyRing
    """What counts as recorded if nothing was yet."""
    after: KeyRing
    by: str


async def record_keys(context: Context, change: KeyChange) -> Done[None]:
    stored = await context.fetch_one(server_state.value(_NAME))
    known: dict[str, str] = json.loads(stored) if stored else _states(change.before)
    steps = _steps(known, change.after)
    if not steps:
        return Done(None)
    context.write(server_state.replace(_NAME, json.dumps(known | dict(steps), sort_keys=True)))
    return Done(
        None, [DomainEvent("KEY_CHANGED", None, Subject("server", id, id), {"state": state, "by": change.by}) for id, state in steps]
    )


def _states(ring: KeyRing) -> dict[str, str]:
    return {key.id: key.state.value for key in ring.keys}


def _steps(known: dict[str, str], ring: KeyRing) -> Sequence[tuple[str, str]]:
    """By the id of each key that came to a later state, that state."""
    now = _states(ring)
    gone = [(id, _REMOVED) for id, state in known.items() if id not in now and state != _REMOVED]
    return [*((id, state) for id, state in now.items() if _place(state) > _place(known.get(id))), *gone]


def _place(state: str | None) -> int:
    return -1 if state is None else len(_ORDER) if state == _REMOVED else _ORDER.index(KeyState(state))
