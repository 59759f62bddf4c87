"""Adds a letter to the batch of the use case that writes it."""

from handfast.email.store import insert
from handfast.email.templates import Letter, to_json
from handfast.runner.context import Context

PURPOSE = "mail"


def queue(context: Context, letter: Letter) -> None:
    """The letter is sent after the commit, and only if there is one."""
    sealed = context.keys.seal(PURPOSE, context.random.bytes(12), to_json(letter))
    context.write(insert(context.random.id(), sealed, context.now))
    context.wake = True
