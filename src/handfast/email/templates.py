"""What a message says, as data, and how it becomes an e-mail: the same text as plain text and as simple HTML."""

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from handfast.kernel.ids import TenantId
from handfast.kernel.time import SECOND

_STYLE = "font:16px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:34rem"
_BUTTON = "display:inline-block;padding:.7em 1.2em;border-radius:.4em;background:#1c5fb8;color:#fff;text-decoration:none"
_IMAGE_ID = "picture@handfast"


@dataclass(frozen=True, slots=True)
class Message:
    about: str
    """What the audit trail calls it if it cannot be delivered, for example "an invitation". No names, no content."""
    to: str
    """A message to an empty address is dropped at delivery: a request for an unknown address thus takes the same work as any other."""
    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""
    url: str = ""
    image: bytes | None = None
    """A PNG shown between the paragraphs and the button."""
    image_says: str = ""
    closing: tuple[str, ...] = ()
    tenant_id: TenantId | None = None


def to_json(message: Message) -> str:
    image = None if message.image is None else base64.b64encode(message.image).decode()
    return json.dumps(asdict(replace(message, image=None)) | {"image": image}, ensure_ascii=False)


def from_json(text: str) -> Message:
    stored = json.loads(text)
    image = None if stored["image"] is None else base64.b64decode(stored["image"])
    return Message(**stored | {"image": image, "paragraphs": tuple(stored["paragraphs"]), "closing": tuple(stored["closing"])})


def compose(message: Message, id: str, at: int) -> EmailMessage:
    """The e-mail, without a sender, which the adapter adds. The same `id` at every try lets a receiver drop duplicates."""
    composed = EmailMessage()
    composed["To"] = message.to
    composed["Subject"] = message.subject
    composed["Date"] = format_datetime(datetime.fromtimestamp(at // SECOND, UTC))
    composed["Message-ID"] = f"<{id}@handfast>"
    composed["Auto-Submitted"] = "auto-generated"
    composed.set_content(_text(message))
    composed.add_alternative(_html(message), subtype="html")
    if message.image is not None:
        page = composed.get_payload()[1]  # type: ignore[index]
        page.add_related(message.image, "image", "png", cid=f"<{_IMAGE_ID}>", filename="code.png", disposition="inline")  # type: ignore[union-attr]
    return composed


def _text(message: Message) -> str:
    link = (f"{message.button}:\n{message.url}",) if message.url else ()
    return "\n\n".join((*message.paragraphs, *link, *message.closing)) + "\n"


def _html(message: Message) -> str:
    parts = _paragraphs(message.paragraphs)
    if message.image is not None:
        parts.append(f'<p><img src="cid:{_IMAGE_ID}" alt="{html.escape(message.image_says)}" width="240" height="240"></p>')
    if message.url:
        url = html.escape(message.url)
        parts.append(f'<p><a href="{url}" style="{_BUTTON}">{html.escape(message.button)}</a></p><p>{url}</p>')
    parts += _paragraphs(message.closing)
    return f'<!doctype html><html lang="en"><body style="{_STYLE}">{"".join(parts)}</body></html>\n'


def _paragraphs(texts: Sequence[str]) -> list[str]:
    return [f"<p>{html.escape(text)}</p>" for text in texts]
