"""Which passwords are good enough: long enough, not too long to hash, and not what a guesser tries first.

There are no rules on kinds of characters: they make people write `Password1!`.
"""

import re
import unicodedata
from collections.abc import Iterable

from handfast.users.passwords.common import COMMON

SHORTEST = 8
LONGEST = 128
LONGEST_INPUT = 1024
"""Characters. Nobody chooses a password longer than this; such input is refused before it is examined."""

_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_RUNS = ("0123456789" * 2, "9876543210" * 2, "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba")
# A name with a few more characters is as easy to guess as the name; with this many more it is a password.
_ENOUGH_MORE = 6
# A password without letters must be this long: dates and telephone numbers are shorter.
_DIGITS_ENOUGH = 12


def normalised(password: str) -> str:
    """One encoding (NFC) for what looks the same: different keyboards encode an é differently."""
    return unicodedata.normalize("NFC", password)


def weakness(password: str, about: Iterable[str] = ()) -> str | None:
    """Why the password is not good enough, as a sentence; None when it is. `about`: names of the user and the tenant, e-mail address."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    folded = password.casefold()
    if len(set(folded)) <= 2 or any(folded in run for run in _RUNS):
        return "This is one character or one row of keys repeated. Choose something less regular."
    core = _EDGES.sub("", folded)
    if folded in COMMON or core in COMMON or (not core and len(folded) < _DIGITS_ENOUGH):
        return "This is one of the first passwords a guesser tries. Choose another one."
    if any(len(folded.replace(word, "")) < _ENOUGH_MORE for word in _words(about)):
        return "This is little more than a name that others know. Choose another one."
    return None


def _words(about: Iterable[str]) -> set[str]:
    words: set[str] = set()
    for text in about:
        folded = text.casefold()
        words |= {folded, "".join(folded.split()), *re.split(r"[\W_]+", folded)}
    return {word for word in words if len(word) >= 4}
