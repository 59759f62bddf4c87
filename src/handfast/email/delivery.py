"""Carries out what is queued. A job calls it after a commit that left mail, and every minute for what has to wait."""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage

import structlog

from handfast import failures
from handfast.email.claim import Claimed, claim
from handfast.email.settle import Tried, settle
from handfast.email.templates import compose
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Refused
from handfast.runner.run import Runner

Send = Callable[[EmailMessage], Awaitable[None]]
"""Hands one mail to the outside world. Raises `NotSent`."""

log = structlog.get_logger("handfast.email")


class NotSent(Exception):
    """The mail server did not take it. The text says why without saying what was in it or for whom."""


async def deliver(run: Runner, send: Send) -> int:
    """Tries every letter whose time has come; the number that got through."""
    sent = 0
    while True:
        outcome = await run(claim, None, SYSTEM)
        if isinstance(outcome, Refused) or not outcome.view:
            return sent
        for mail in outcome.view:
            got_through = await _try(mail, send)
            await run(settle, Tried(mail, got_through), SYSTEM)
            sent += got_through


async def _try(mail: Claimed, send: Send) -> bool:
    if not mail.letter.to:
        return True
    try:
        await send(compose(mail.letter, mail.id, mail.written_at))
    except NotSent as error:
        log.warning("mail not sent", about=mail.letter.about, tries=mail.tries, error=str(error))
        return False
    except Exception:  # noqa: BLE001 - noted
        failures.note("send mail")  # a try that failed, like any other: the letters behind it go out
        return False
    return True
