r"""What a RustDesk ID is, wherever one is received, typed, imported, restored or searched for. Pure.

Phones have ten digits and PCs six to nine, and no number begins with 0. Instead of a number a client may have a name: one that its user
chose, or the computer's own. A name has a letter in it. It is kept as the client spells it, since the ID server compares it so, and is
found in upper and lower case, since users type it so. ID servers accept none of fewer than six characters. The patterns list the
characters one by one, since `str.isdigit` and `\w` would also accept those of thirty other scripts.
"""

import re
from typing import Literal

from handfast.kernel.ids import RustdeskId
from handfast.kernel.wording import in_threes

IdFormat = Literal["known", "strict9", "any"]

LONGEST_ID = 100
"""No client has a longer ID."""

_NUMBER = re.compile(r"[1-9][0-9]{5,9}")
_NINE_DIGITS = re.compile(r"[1-9][0-9]{8}")
_NAME = re.compile(rf"(?=[0-9_.-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_.-]{{5,{LONGEST_ID - 1}}}")
_BLANKS = str.maketrans("", "", " \u00a0\u2007\u2009\u202f")


def is_rustdesk_id(text: str) -> bool:
    """Whether a client may have that ID."""
    return _NUMBER.fullmatch(text) is not None or _NAME.fullmatch(text) is not None


def may_be_named(text: str, shape: IdFormat) -> bool:
    """Whether a customer may type that ID at all; under `known` it may also have to be known here (`needs_record`)."""
    return _NINE_DIGITS.fullmatch(text) is not None if shape == "strict9" else is_rustdesk_id(text)


def needs_record(text: str, shape: IdFormat) -> bool:
    """Whether a customer may type that ID only if a device with it is known: it announced itself, or an admin added it."""
    return shape == "known" and _NINE_DIGITS.fullmatch(text) is None


def is_name(rustdesk_id: RustdeskId) -> bool:
    """Whether the ID is a name, which is found in any case, and not a number."""
    return not rustdesk_id.isdecimal()


def without_blanks(text: str) -> str:
    """The ID without the blanks that the app shows (`123 456 789`): for searches, imports and admins. Customers must type none."""
    return text.translate(_BLANKS)


def grouped(rustdesk_id: RustdeskId) -> str:
    """In threes from the right, as the app shows it: `1 482 093 765`."""
    return rustdesk_id if is_name(rustdesk_id) else in_threes(rustdesk_id)


def default_name(rustdesk_id: RustdeskId) -> str:
    """The name of a device until it announces its own."""
    return f"RustDesk {grouped(rustdesk_id)}"


def session_label(device: str, system: str) -> str:
    """How a session of the app is listed among its user's sessions."""
    return f"RustDesk on {device or 'a device'}" + (f" ({system})" if system else "")
