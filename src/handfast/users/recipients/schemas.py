"""What goes in and out of `/api/notice-recipients`."""

from collections.abc import Sequence

from pydantic import Field

from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.users.recipients.rules import MOST
from handfast.users.recipients.store import Recipient, Waiting


class RecipientView(Reply):
    id: Id
    email: str
    security: bool
    budget: bool
    added_at: Timestamp
    confirmed_at: Timestamp | None = Field(description="None until somebody there has confirmed the address")


class Recipients(Reply):
    items: list[RecipientView]
    most: int


class NewRecipient(Body):
    email: str = Field(max_length=400)
    security: bool
    budget: bool


class RecipientChange(Body):
    security: bool
    budget: bool


class RecipientConfirmation(Body):
    token: str = Field(max_length=200)


class ConfirmedRecipient(Reply):
    email: str
    tenant_name: str


def recipient_reply(recipient: Recipient) -> RecipientView:
    return RecipientView(
        id=recipient.id,
        email=recipient.email,
        security=bool(recipient.security),
        budget=bool(recipient.budget),
        added_at=recipient.created_at,
        confirmed_at=recipient.confirmed_at,
    )


def recipients_reply(recipients: Sequence[Recipient]) -> Recipients:
    return Recipients(items=[recipient_reply(one) for one in recipients], most=MOST)


def confirmed_reply(waiting: Waiting) -> ConfirmedRecipient:
    return ConfirmedRecipient(email=waiting.email, tenant_name=waiting.tenant_name)
