"""Warnings about a limit on guessing, to a tenant's owners and admins or to the operators of the server: e-mails, and a row of the trail.

Callers ask for them once in each period of the limit.
"""

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.limits.alarm import SPENT, alarm, reached
from handfast.limits.rules import Bucket
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.recipients import store as recipients

MOST_OPERATORS = 20
_GOES_ON = "Everything works as usual so far. Another mail follows when the budget is used up."
_GOES_ON_SERVER = "Everything works as usual so far. When the budget is used up, companies with live codes are told."
_HOW_OFTEN = "Owners, admins and the addresses that they added get each of these mails at most once a day."
_HOW_OFTEN_SERVER = "Operators of the server get each of these mails at most once a day."


async def mail_warning(context: Context, tenant_id: TenantId, guessed: str, paragraphs: tuple[str, ...]) -> None:
    """Queues one for each owner and admin, and each address that they added.

    `guessed`: what somebody tries to guess, in the plural.
    """
    if not context.policy.mail:
        return
    leaders = await context.fetch_all(store.leader_emails(tenant_id=tenant_id))
    further = await context.fetch_all(recipients.confirmed("budget", tenant_id=tenant_id))
    for email in dict.fromkeys([*leaders, *further]):
        queue(context, _message(context, email, tenant_id, guessed, paragraphs))


async def mail_operators(context: Context, guessed: str, paragraphs: tuple[str, ...]) -> None:
    """The same for those who operate the server, about a limit of the whole server."""
    if not context.policy.mail:
        return
    for operator in (await context.fetch_all(accounts.operators()))[:MOST_OPERATORS]:
        queue(context, _message(context, operator.email, None, guessed, paragraphs))


async def note_budget(
    context: Context, tenant_id: TenantId | None, bucket: Bucket, held: tuple[int, int], guessed: str
) -> list[DomainEvent]:
    """Warns once in each period when half of a budget is used, and at four fifths. Callers report one that is used up themselves.

    `held`: what the bucket counts, and the milliseconds until it is empty. Without a tenant it is the server's.
    """
    count, remaining = held
    percent = reached(count, bucket.limit.most)
    if percent is None or percent == SPENT or (noted := await alarm(context.reads, bucket, remaining, context.now, percent)) is None:
        return []
    context.write(noted)
    what = f"{count} of {bucket.limit.most} wrong {guessed} within a day"
    sentence = f"{percent} % of a day's budget is used: {what}."
    if tenant_id is None:
        await mail_operators(context, guessed, (sentence, _GOES_ON_SERVER))
    else:
        await mail_warning(context, tenant_id, guessed, (sentence, _GOES_ON))
    details = {"what": what, "percent": percent, "limit": bucket.limit.name}
    return [DomainEvent("BUDGET_USED", tenant_id, Subject("tenant" if tenant_id else "server", tenant_id, guessed), details)]


def _message(context: Context, to: str, tenant_id: TenantId | None, guessed: str, paragraphs: tuple[str, ...]) -> Message:
    return Message(
        about=f"a warning about wrong {guessed}",
        to=to,
        subject=f"Somebody is guessing {guessed}",
        paragraphs=paragraphs,
        button="Open the devices" if tenant_id else "Open Handfast",
        url=f"{context.policy.public_url}/{'devices' if tenant_id else ''}",
        closing=(_HOW_OFTEN if tenant_id else _HOW_OFTEN_SERVER,),
        tenant_id=tenant_id,
    )
