"""What a customer is told by mail: that their device is another one now. Whoever did it, the customer should know."""

from handfast.ceremonies.links.customers import Customer
from handfast.devices.rustdesk.rules import grouped
from handfast.mails.letters import Letter
from handfast.mails.queue import queue
from handfast.run import Act


def tell_linked(act: Act, who: Customer, rustdesk_id: str) -> None:
    old = f" instead of {grouped(who.link.rustdesk_id)}" if who.link is not None else ""
    _tell(act, who, "Your device was linked", f"The device with the RustDesk ID {grouped(rustdesk_id)} is linked to you now{old}.")


def tell_unlinked(act: Act, who: Customer, rustdesk_id: str) -> None:
    _tell(
        act, who, "Your device is no longer linked", f"The device with the RustDesk ID {grouped(rustdesk_id)} is no longer linked to you."
    )


def _tell(act: Act, who: Customer, subject: str, what: str) -> None:
    if not act.policy.mail:
        return
    letter = Letter(
        about="news of a customer's device",
        to=who.email,
        subject=subject,
        paragraphs=(f"Hello {who.name},", what),
        button="See your device",
        url=act.policy.public_url,
        closing=("If that was neither you nor your support, sign in, unlink the device and tell your support.",),
        tenant_id=who.tenant_id,
    )
    queue(act, letter)
