r"""What a RustDesk ID is, for every place that hears, types, imports, restores or looks for one. Pure.

Phones have ten digits and PCs six to nine, and no number begins with 0. Instead of a number a client may bear a name: one that its user
chose, or the computer's own. A name has a letter in it; it is kept as the client spells it, since the ID server compares it so, and is
found in upper and lower case, since people type it so. ID servers take none of fewer than six characters. Characters are listed:
`str.isdigit` and `\w` would let those of thirty other scripts in.
"""

import re
from typing import Literal

from handfast.kernel.wording import in_threes

IdFormat = Literal["known", "strict9", "any"]

LONGEST_ID = 100
"""Longer ones are no ID of any client."""

_NUMBER = re.compile(r"[1-9][0-9]{5,9}")
_NINE_DIGITS = re.compile(r"[1-9][0-9]{8}")
_NAME = re.compile(rf"(?=[0-9_.-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_.-]{{5,{LONGEST_ID - 1}}}")
_BLANKS = str.maketrans("", "", " \u00a0\u2007\u2009\u202f")


def is_rustdesk_id(text: str) -> bool:
    """Whether a client may call itself that."""
    return _NUMBER.fullmatch(text) is not None or _NAME.fullmatch(text) is not None


def may_be_named(text: str, shape: IdFormat) -> bool:
    """Whether a customer may type it at all; under `known` it may have to be one that is known here (`needs_record`)."""
    return _NINE_DIGITS.fullmatch(text) is not None if shape == "strict9" else is_rustdesk_id(text)


def needs_record(text: str, shape: IdFormat) -> bool:
    """Whether a customer may type it only where a device of that ID is known: reported by itself, or added by an admin."""
    return shape == "known" and _NINE_DIGITS.fullmatch(text) is None


def is_name(rustdesk_id: str) -> bool:
    """A name is found in any case; a number has none."""
    return not rustdesk_id.isdecimal()


def without_blanks(text: str) -> str:
    """As the app shows it, `123 456 789`, without the blanks: for searches and imports. The API itself takes none."""
    return text.translate(_BLANKS)


def grouped(rustdesk_id: str) -> str:
    """In threes from the right, as the app shows it: `1 482 093 765`."""
    return rustdesk_id if is_name(rustdesk_id) else in_threes(rustdesk_id)


def default_name(rustdesk_id: str) -> str:
    """Until the device tells its own."""
    return f"RustDesk {grouped(rustdesk_id)}"


def session_label(device: str, system: str) -> str:
    """How an app's session is listed among its person's own."""
    return f"RustDesk on {device or 'a device'}" + (f" ({system})" if system else "")
