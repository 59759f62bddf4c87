"""What a letter says, as data, and how it becomes an e-mail: the same text as plain text and as simple HTML."""

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
class Letter:
    about: str
    """What the audit trail calls it if it cannot be delivered, for example "an invitation". No names, no content."""
    to: str
    """A letter to an empty address is dropped at delivery: a request for an unknown address thus takes the same work as any other."""
    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""
    url: str = ""
    image: bytes | None = None
    """A PNG shown between the paragraphs and the button."""
    image_says: str = ""
    closing: tuple[str, ...] = ()
    tenant_id: TenantId | None = None


def to_json(letter: Letter) -> str:
    image = None if letter.image is None else base64.b64encode(letter.image).decode()
    return json.dumps(asdict(replace(letter, image=None)) | {"image": image}, ensure_ascii=False)


def from_json(text: str) -> Letter:
    stored = json.loads(text)
    image = None if stored["image"] is None else base64.b64decode(stored["image"])
    return Letter(**stored | {"image": image, "paragraphs": tuple(stored["paragraphs"]), "closing": tuple(stored["closing"])})


def compose(letter: Letter, id: str, at: int) -> EmailMessage:
    """The e-mail, without a sender, which the adapter adds. The same `id` at every try lets a receiver drop duplicates."""
    message = EmailMessage()
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(datetime.fromtimestamp(at // SECOND, UTC))
    message["Message-ID"] = f"<{id}@handfast>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(letter))
    message.add_alternative(_html(letter), subtype="html")
    if letter.image is not None:
        page = message.get_payload()[1]  # type: ignore[index]
        page.add_related(letter.image, "image", "png", cid=f"<{_IMAGE_ID}>", filename="code.png", disposition="inline")  # type: ignore[union-attr]
    return message


def _text(letter: Letter) -> str:
    link = (f"{letter.button}:\n{letter.url}",) if letter.url else ()
    return "\n\n".join((*letter.paragraphs, *link, *letter.closing)) + "\n"


def _html(letter: Letter) -> str:
    parts = _paragraphs(letter.paragraphs)
    if letter.image is not None:
        parts.append(f'<p><img src="cid:{_IMAGE_ID}" alt="{html.escape(letter.image_says)}" width="240" height="240"></p>')
    if letter.url:
        url = html.escape(letter.url)
        parts.append(f'<p><a href="{url}" style="{_BUTTON}">{html.escape(letter.button)}</a></p><p>{url}</p>')
    parts += _paragraphs(letter.closing)
    return f'<!doctype html><html lang="en"><body style="{_STYLE}">{"".join(parts)}</body></html>\n'


def _paragraphs(texts: Sequence[str]) -> list[str]:
    return [f"<p>{html.escape(text)}</p>" for text in texts]
