"""E-mails that warn a tenant's owners and admins when a limit on guessing is used up.

Callers ask for them once in each period of the limit.
"""

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import TenantId
from handfast.runner.context import Context
from handfast.users import store


async def mail_warning(context: Context, tenant_id: TenantId, guessed: str, paragraphs: tuple[str, ...]) -> None:
    """Queues one for each owner and admin. `guessed`: what somebody tries to guess, in the plural."""
    if not context.policy.mail:
        return
    for email in await context.fetch_all(store.leader_emails(tenant_id=tenant_id)):
        queue(context, _message(context, email, tenant_id, guessed, paragraphs))


def _message(context: Context, to: str, tenant_id: TenantId, guessed: str, paragraphs: tuple[str, ...]) -> Message:
    return Message(
        about=f"a warning about wrong {guessed}",
        to=to,
        subject=f"Somebody is guessing {guessed}",
        paragraphs=paragraphs,
        button="Open the devices",
        url=f"{context.policy.public_url}/devices",
        closing=("Owners and admins get this mail at most once a day.",),
        tenant_id=tenant_id,
    )
