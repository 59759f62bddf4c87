"""`/api/notice-recipients`: who else is told of warnings."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.users.recipients.add import AddRecipient, add_recipient
from handfast.users.recipients.change import ChangeRecipient, change_recipient
from handfast.users.recipients.confirm import confirm_recipient
from handfast.users.recipients.list import list_recipients
from handfast.users.recipients.remove import remove_recipient
from handfast.users.recipients.schemas import (
    ConfirmedRecipient,
    NewRecipient,
    RecipientChange,
    RecipientConfirmation,
    Recipients,
    RecipientView,
    confirmed_reply,
    recipient_reply,
    recipients_reply,
)

routes = Routes("Notices", "Who is told of what, and what owners and admins should know.")


@routes.get("/api/notice-recipients", allow="notice.recipients")
async def list_notice_recipients(call: Call) -> Recipients:
    """List the further addresses to which warnings are sent."""
    return recipients_reply(await call.do(list_recipients, None))


@routes.post(
    "/api/notice-recipients",
    allow="notice.recipients",
    status=201,
    refuses=[Reason.MAIL_NOT_CONFIGURED, Reason.RATE_LIMITED, Reason.REAUTHENTICATION_REQUIRED],
)
async def add_notice_recipient(call: Call, body: NewRecipient) -> RecipientView:
    """Add an address to which warnings are sent, once somebody there has confirmed it.

    Mail about budgets also goes to the owners and admins, mail about a new owner or admin to the owners, and mail about a locked account to
    its user.
    """
    return recipient_reply(await call.do(add_recipient, AddRecipient(body.email, body.security, body.budget)))


@routes.patch("/api/notice-recipients/{id}", allow="notice.recipients", refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def change_notice_recipient(call: Call, id: str, body: RecipientChange) -> RecipientView:
    """Change of what an address is told."""
    return recipient_reply(await call.do(change_recipient, ChangeRecipient(id, body.security, body.budget)))


@routes.delete("/api/notice-recipients/{id}", allow="notice.recipients", refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def remove_notice_recipient(call: Call, id: str) -> None:
    """Remove an address."""
    await call.do(remove_recipient, id)


@routes.post("/api/notice-recipients/confirm", allow="notice.confirm", refuses=[Reason.LINK_EXPIRED, Reason.RATE_LIMITED])
async def confirm_notice_recipient(call: Call, body: RecipientConfirmation) -> ConfirmedRecipient:
    """Confirm an address with the link that was sent there."""
    return confirmed_reply(await call.do(confirm_recipient, Secret(body.token)))
