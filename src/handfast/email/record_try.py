"""After a try: deletes a message that was sent, and one that failed its last try, which the audit trail then records."""

from dataclasses import dataclass

from handfast.email import store
from handfast.email.claim import Claimed, failed
from handfast.kernel.outcomes import Done
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Tried:
    mail: Claimed
    sent: bool


async def record_try(context: Context, tried: Tried) -> Done[None]:
    if tried.sent:
        context.write(store.delete(tried.mail.id))
        return Done(None)
    if tried.mail.is_last_try:
        context.write(store.delete(tried.mail.id))
        return Done(None, [failed(tried.mail.message)])
    return Done(None)
