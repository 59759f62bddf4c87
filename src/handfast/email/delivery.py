"""Sends the queued messages. A job calls it after a commit that queued some, and every minute for those that have to wait."""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage

import structlog

from handfast import failures
from handfast.email.claim import Claimed, claim
from handfast.email.record_try import Tried, record_try
from handfast.email.templates import compose
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Refused
from handfast.runner.run import Runner

Send = Callable[[EmailMessage], Awaitable[None]]
"""Hands one e-mail to a mail server. Raises `NotSent`."""

log = structlog.get_logger("handfast.email")


class NotSent(Exception):
    """The mail server did not accept the e-mail. The text says why, but neither what was in it nor for whom it was."""


async def deliver(run: Runner, send: Send) -> int:
    """Tries every message that is due. Returns how many were sent."""
    sent = 0
    while True:
        outcome = await run(claim, None, SYSTEM)
        if isinstance(outcome, Refused) or not outcome.view:
            return sent
        for mail in outcome.view:
            got_through = await _try(mail, send)
            await run(record_try, Tried(mail, got_through), SYSTEM)
            sent += got_through


async def _try(mail: Claimed, send: Send) -> bool:
    if not mail.message.to:
        return True
    try:
        await send(compose(mail.message, mail.id, mail.written_at))
    except NotSent as error:
        log.warning("mail not sent", about=mail.message.about, tries=mail.tries, error=str(error))
        return False
    except Exception:  # noqa: BLE001 - noted
        failures.note("send mail")  # counts as a failed try, so that the messages behind it still go out
        return False
    return True
