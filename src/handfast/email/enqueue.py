"""Puts a letter into the batch of the use case that writes it."""

from handfast.email.store import insert
from handfast.email.templates import Letter, to_json
from handfast.runner.run import Act

PURPOSE = "mail"


def queue(act: Act, letter: Letter) -> None:
    """It leaves after the commit, and only if there is one."""
    sealed = act.keys.seal(PURPOSE, act.random.bytes(12), to_json(letter))
    act.write(insert(act.random.id(), sealed, act.now))
    act.wake = True
