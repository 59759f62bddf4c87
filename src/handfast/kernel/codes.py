"""The short code a person reads aloud and types: Crockford base 32, forgiving on input.

Six symbols are 30 bits; how long such a code may live and how often it may be guessed at is in `limits/`.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTHS = (6, 8)

_SEPARATORS = str.maketrans("", "", " \t\u00a0-\u2010\u2011\u2013._")
_LOOK_ALIKES = str.maketrans("OIL", "011")
_ASCII = re.compile(r"[0-9A-Za-z]+")
_SHAPE = re.compile(rf"[{ALPHABET}]{{6}}|[{ALPHABET}]{{8}}")


def normalise(typed: str) -> str | None:
    """The code a person meant, or None when it cannot be one: wrong length, or a symbol outside the alphabet.

    Case, blanks, hyphens and dots do not count; O reads as 0, I and L as 1. Only ASCII is folded, so that no letter of
    another script can turn into a symbol of ours.
    """
    bare = typed.translate(_SEPARATORS)
    if not _ASCII.fullmatch(bare):
        return None
    code = bare.upper().translate(_LOOK_ALIKES)
    return code if _SHAPE.fullmatch(code) else None


def grouped(code: str) -> str:
    """In two halves, as it is shown: `K7Q-X4M`."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"
