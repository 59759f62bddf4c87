"""Tells the owners of a company what happened to it. Nobody of the company can act while it is closed, so mail is what reaches them."""

from handfast.companies.rules import Company
from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.runner.context import Context
from handfast.users.store import owner_emails


async def notify_owners(context: Context, company: Company, subject: str, *paragraphs: str) -> None:
    if not context.policy.mail:
        return
    for email in await context.fetch_all(owner_emails(tenant_id=company.id)):
        message = Message(
            about="a notice about the company",
            to=email,
            subject=subject,
            paragraphs=("Hello,", *paragraphs),
            button="Open Handfast",
            url=context.policy.public_url,
            tenant_id=company.id,
        )
        queue(context, message)
