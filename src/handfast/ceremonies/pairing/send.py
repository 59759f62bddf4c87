"""Step 2. Sends a code by e-mail, with its QR inline. The request must contain the link from the screen: the server does not keep it."""

from dataclasses import dataclass

from handfast.ceremonies.pairing import qr, store
from handfast.ceremonies.pairing.lifecycle import CodeState
from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.codes import grouped
from handfast.kernel.ids import PairingCodeId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest, same
from handfast.kernel.texts import email
from handfast.kernel.time import MINUTE
from handfast.kernel.wording import plural
from handfast.limits import store as limits
from handfast.limits.rules import MAIL_CODE, Bucket
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Send:
    code_id: PairingCodeId
    email: str
    url: str


async def send(context: Context, command: Send) -> Done[None] | Refused:
    if not context.policy.mail:
        return Refused(Reason.MAIL_NOT_CONFIGURED)
    address = email(command.email)
    if address is None:
        return Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": "email", "message": "This is not an e-mail address"}]})
    bucket = Bucket(MAIL_CODE, context.caller.tenant)
    if (wait := await limits.wait(context, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)

    own = await context.fetch_one(store.own(command.code_id, within=context.sight))
    parts = qr.read_link(command.url)
    if own is None or parts is None or not same(digest(parts[1]), own.token_hash):
        return Refused(Reason.NOT_FOUND)
    if own.state != CodeState.LIVE or own.expires_at <= context.now:
        return Refused(Reason.CODE_EXPIRED)

    code, token = parts
    context.write(limits.spend(bucket, context.now))
    queue(context, _message(context, address, code, qr.link(context.policy.public_url, code, token), own.expires_at - context.now))
    subject = Subject("invite", command.code_id, own.device_name or "")
    return Done(None, [DomainEvent("CODE_MAILED", context.caller.tenant, subject, {"email": address})])


def _message(context: Context, address: str, code: str, url: str, life: int) -> Message:
    minutes = max(1, life // MINUTE)
    return Message(
        about="a pairing code",
        to=address,
        subject="Your pairing code",
        paragraphs=(
            f"{context.caller.name} has sent you a code to pair a device.",
            f"On the device, scan the QR code, or open {context.policy.public_url}/pair and type {grouped(code)}.",
            f"The code works once. It expires in {plural(minutes, 'minute', 'minutes')}.",
        ),
        button="Pair this device",
        url=url,
        image=qr.draw(url).png,
        image_says="QR code that pairs a device",
        closing=("Anyone who has this code can pair a device. Do not pass it on. If you did not expect it, ignore this mail.",),
        tenant_id=context.caller.tenant,
    )
