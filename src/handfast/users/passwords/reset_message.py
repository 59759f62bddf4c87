"""The message with the link to choose a new password."""

from handfast.email.templates import Message
from handfast.kernel.ids import TenantId


def reset_message(to: str, url: str, tenant_id: TenantId | None) -> Message:
    return Message(
        about="a password reset",
        to=to,
        subject="Choose a new password",
        paragraphs=(
            "Hello,",
            "Someone asked for a new password for your Handfast account. If that was you, choose one here.",
            "The link works once and expires in 30 minutes.",
        ),
        button="Choose a new password",
        url=url,
        closing=("If you did not ask for this, ignore this mail: your password stays as it is.",),
        tenant_id=tenant_id,
    )
