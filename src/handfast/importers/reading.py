"""Reads the values of both kinds of file; one that cannot be read raises `Unreadable` with a sentence for the report."""

from collections.abc import Mapping
from typing import Any

from handfast.ceremonies.linking.rules import normalise_code
from handfast.kernel import texts
from handfast.kernel import time as moments
from handfast.kernel.ids import RustdeskId
from handfast.kernel.texts import is_storable
from handfast.rustdesk.registry.ids import is_rustdesk_id, without_blanks

LONGEST = 200
# The year 2000 in milliseconds: a smaller number counts seconds, or is no date at all.
_OLDEST = 946_684_800_000


class Unreadable(Exception):
    """A file, or a row, that cannot be read; the message is the sentence for the report."""


Row = Mapping[str, Any]


def text(row: Row, name: str) -> str:
    value = row.get(name)
    content = "" if value is None else str(value).strip()
    if not is_storable(content):
        raise Unreadable(f"{name} contains an invalid character")
    return content[:LONGEST]


def email(row: Row, name: str) -> str:
    content = text(row, name)
    address = texts.email(content)
    if address is None:
        raise Unreadable(f"{content!r} is not an e-mail address" if content else "there is no e-mail address")
    return address


def display_name(row: Row, name: str, instead: str) -> str:
    return texts.display_name(text(row, name)) or instead


def rustdesk_id(row: Row, name: str) -> RustdeskId | None:
    """The ID without blanks; None when there is none. Numbers are read too, since spreadsheets turn IDs into numbers."""
    content = without_blanks(text(row, name))
    if not content:
        return None
    if not is_rustdesk_id(content):
        raise Unreadable(f"{content!r} is not a RustDesk ID: 6 to 10 digits without a leading 0, or a name")
    return RustdeskId(content)


def needed_rustdesk_id(row: Row, name: str) -> RustdeskId:
    found = rustdesk_id(row, name)
    if found is None:
        raise Unreadable("there is no RustDesk ID")
    return found


def code(row: Row, name: str) -> str | None:
    content = text(row, name)
    normal = normalise_code(content)
    if content and normal is None:
        raise Unreadable(f"{content!r} is not a personal code like AB123-C4DE")
    return normal


def moment(row: Row, name: str) -> int | None:
    """ISO 8601, or a number of seconds or milliseconds since 1970."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = value if value >= _OLDEST else value * moments.SECOND
        read = int(number) if moments.is_moment(number) else None
    else:
        read = moments.parse(str(value).strip())
    if read is None:
        raise Unreadable(f"{name} is not a date and time (ISO 8601)")
    return read


def end(row: Row, name: str) -> int | None:
    """Like `moment`, but a date without a time means the end of that day."""
    value = row.get(name)
    last_day = moments.end_of_day(value.strip()) if isinstance(value, str) else None
    return moment(row, name) if last_day is None else last_day


def yes(row: Row, name: str) -> bool:
    return text(row, name).lower() in {"1", "true", "yes", "y"}
