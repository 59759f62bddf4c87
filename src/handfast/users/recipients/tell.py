"""Step 3. Tells the confirmed addresses of a company."""

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import TenantId
from handfast.runner.context import Context
from handfast.users.recipients import store

WHY_YOU = "You get this because the company asked for it and this address was confirmed. Its owners can take you off the list."


async def tell_recipients(context: Context, tenant_id: TenantId, subject: str, *paragraphs: str) -> None:
    """About the security of the company's accounts."""
    if not context.policy.mail:
        return
    for email in await context.fetch_all(store.confirmed("security", tenant_id=tenant_id)):
        message = Message(
            about="a warning about security",
            to=email,
            subject=subject,
            paragraphs=paragraphs,
            button="Open Handfast",
            url=f"{context.policy.public_url}/audit",
            closing=(WHY_YOU,),
            tenant_id=tenant_id,
        )
        queue(context, message)
