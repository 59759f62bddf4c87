"""Claims the messages that are due, so that no other worker sends them too, and gives up those that have used all their tries."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from handfast.email import store
from handfast.email.enqueue import PURPOSE
from handfast.email.rules import MOST_TRIES, wait_after
from handfast.email.store import QueuedMail
from handfast.email.templates import Message, from_json
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context

AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Claimed:
    id: str
    message: Message
    written_at: int
    tries: int

    @property
    def is_last_try(self) -> bool:
        return self.tries >= MOST_TRIES


def failed(message: Message) -> DomainEvent:
    return DomainEvent("MAIL_FAILED", message.tenant_id, Subject("tenant", message.tenant_id), {"about": message.about})


def _open(context: Context, mail: QueuedMail) -> Message | None:
    """None if it cannot be read, since the secret key changed or another version wrote it: it must not hold up the others."""
    try:
        return from_json(context.keys.unseal(PURPOSE, mail.sealed))
    except (InvalidTag, ValueError, TypeError, KeyError):
        return None


async def claim(context: Context, _: None) -> Done[list[Claimed]]:
    claimed, given_up = [], []
    for mail in await store.due(context.reads, context.now, AT_ONCE):
        message = _open(context, mail)
        if message is None:
            context.write(store.delete(mail.id))
            given_up.append(DomainEvent("MAIL_FAILED", None, Subject("tenant", None), {"about": "a mail that can no longer be read"}))
            continue
        if mail.tries >= MOST_TRIES:
            context.write(store.delete(mail.id))
            given_up.append(failed(message))
            continue
        tries = mail.tries + 1
        context.write(store.claim(mail.id, mail.tries, context.now + wait_after(tries)))
        claimed.append(Claimed(mail.id, message, mail.created_at, tries))
    return Done(claimed, given_up)
