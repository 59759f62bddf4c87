"""Step 2. A code by e-mail, with its QR inline. Only who still has the link on the screen can send it: we do not have it any more."""

from dataclasses import dataclass

from handfast.ceremonies.pairing import qr, store
from handfast.email.enqueue import queue
from handfast.email.templates import Letter
from handfast.kernel.codes import grouped
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import digest, same
from handfast.kernel.texts import email
from handfast.kernel.time import MINUTE
from handfast.kernel.wording import plural
from handfast.limits import store as limits
from handfast.limits.rules import MAIL_CODE, Bucket
from handfast.runner.run import Act


@dataclass(frozen=True, slots=True)
class Send:
    invite_id: str
    email: str
    url: str


async def send(act: Act, wish: Send) -> Done[None] | Refused:
    if not act.policy.mail:
        return Refused(Reason.MAIL_NOT_CONFIGURED)
    address = email(wish.email)
    if address is None:
        return Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": "email", "message": "This is not an e-mail address"}]})
    bucket = Bucket(MAIL_CODE, act.caller.tenant)
    if (wait := await limits.wait(act.reads, [bucket], act.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)

    row = await act.reads.one(store.OWN, wish.invite_id, act.caller.tenant)
    parts = qr.read_link(wish.url)
    if row is None or parts is None or not same(digest(parts[1]), row["token_hash"]):
        return Refused(Reason.NOT_FOUND)
    if row["state"] != "live" or row["expires_at"] <= act.now:
        return Refused(Reason.CODE_EXPIRED)

    code, token = parts
    act.write(limits.spend(bucket, act.now))
    queue(act, _letter(act, address, code, qr.link(act.policy.public_url, code, token), row["expires_at"] - act.now))
    subject = Subject("invite", wish.invite_id, row["device_name"] or "")
    return Done(None, [Fact("CODE_MAILED", act.caller.tenant, subject, {"email": address})])


def _letter(act: Act, address: str, code: str, url: str, life: int) -> Letter:
    minutes = max(1, life // MINUTE)
    return Letter(
        about="a pairing code",
        to=address,
        subject="Your pairing code",
        paragraphs=(
            f"{act.caller.name} sends you a code to pair a device.",
            f"On the device, scan the picture, or open {act.policy.public_url}/pair and type {grouped(code)}.",
            f"The code works once. It expires in {plural(minutes, 'minute', 'minutes')}.",
        ),
        button="Pair this device",
        url=url,
        image=qr.draw(url).png,
        image_says="QR code that pairs a device",
        closing=("Whoever has this code can join a device. Do not pass it on. If you did not expect it, ignore this mail.",),
        tenant_id=act.caller.tenant,
    )
