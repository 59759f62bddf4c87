"""E-mails about the provider of a company, which decides who comes in."""

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.runner.context import Context
from handfast.users.memberships import store as memberships


async def notify_provider_set(context: Context, provider: str, changes: str) -> None:
    """Tells the owners and the user who did it."""
    if not context.policy.mail:
        return
    caller = context.caller
    origin = f", from {caller.address}" if caller.address else ""
    for leader in await context.fetch_all(memberships.owners_and(caller.user_id, tenant_id=caller.tenant)):
        message = Message(
            about="a notice about the single sign-on",
            to=leader.email,
            subject="The single sign-on of your company was set",
            paragraphs=(
                f"{caller.name} set the single sign-on “{provider}” of your company{origin}: {changes}.",
                "Whoever this provider vouches for comes in to your company, as the settings say.",
                "If that was not meant to happen, remove it at once.",
            ),
            button="Open the settings",
            url=f"{context.policy.public_url}/settings/sign-in",
            tenant_id=caller.tenant,
        )
        queue(context, message)
