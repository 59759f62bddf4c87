"""Adds a message to the batch of the use case that writes it."""

from handfast.email.store import insert
from handfast.email.templates import Message, to_json
from handfast.runner.context import Context

PURPOSE = "mail"


def queue(context: Context, message: Message) -> None:
    """The message is sent after the commit, and only if there is one."""
    sealed = context.keys.seal(PURPOSE, context.random.bytes(12), to_json(message))
    context.write(insert(context.random.id(), sealed, context.now))
    context.wake = True
