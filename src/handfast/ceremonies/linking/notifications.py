"""Mails to a customer whose device was linked, replaced or unlinked, whoever did it."""

from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import RustdeskId, TenantId
from handfast.runner.context import Context
from handfast.rustdesk.registry.ids import grouped


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    email: str
    tenant_id: TenantId


def notify_linked(context: Context, reader: Reader, rustdesk_id: RustdeskId, old_id: RustdeskId | None) -> None:
    old = f", instead of {grouped(old_id)}" if old_id else ""
    _notify(context, reader, "Your device was linked", f"The device with the RustDesk ID {grouped(rustdesk_id)} is now linked to you{old}.")


def notify_unlinked(context: Context, reader: Reader, rustdesk_id: RustdeskId) -> None:
    what = f"The device with the RustDesk ID {grouped(rustdesk_id)} is no longer linked to you."
    _notify(context, reader, "Your device is no longer linked", what)


def _notify(context: Context, reader: Reader, subject: str, what: str) -> None:
    if not context.policy.mail:
        return
    message = Message(
        about="a notice about a customer's device",
        to=reader.email,
        subject=subject,
        paragraphs=(f"Hello {reader.name},", what),
        button="See your device",
        url=context.policy.public_url,
        closing=("If neither you nor your support team did this, contact your support team.",),
        tenant_id=reader.tenant_id,
    )
    queue(context, message)
