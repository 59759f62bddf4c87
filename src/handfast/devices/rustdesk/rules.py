r"""What a RustDesk id may look like. Pure.

Phones have ten digits and PCs seven to nine; the requirement knows nine. Which of the two counts is the tenant's choice. Digits are
ASCII digits: `str.isdigit` and `\d` would let those of thirty other scripts in.
"""

import re
from typing import Literal

IdFormat = Literal["strict9", "any"]

LONGEST_ID = 100
"""Clients may be given names instead of numbers; longer ones are no id of any client."""

_SHAPES: dict[IdFormat, re.Pattern[str]] = {"strict9": re.compile(r"[0-9]{9}"), "any": re.compile(r"[1-9][0-9]{5,9}")}
_BLANKS = str.maketrans("", "", " \u00a0\u2007\u2009\u202f")


def is_rustdesk_id(text: str, shape: IdFormat) -> bool:
    return _SHAPES[shape].fullmatch(text) is not None


def without_blanks(text: str) -> str:
    """As the app shows it, `123 456 789`, without the blanks: for searches and imports. The API itself takes digits only."""
    return text.translate(_BLANKS)


def grouped(rustdesk_id: str) -> str:
    """In threes from the right, as the app shows it: `1 482 093 765`."""
    if not rustdesk_id.isdecimal():
        return rustdesk_id
    head = len(rustdesk_id) % 3
    parts = [rustdesk_id[:head], *(rustdesk_id[start : start + 3] for start in range(head, len(rustdesk_id), 3))]
    return " ".join(part for part in parts if part)


def default_name(rustdesk_id: str) -> str:
    """Until the device tells its own."""
    return f"RustDesk {grouped(rustdesk_id)}"
